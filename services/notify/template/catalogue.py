"""The texts that ship with the rules, in Chinese and English."""

from collections.abc import Mapping
from typing import Final

from services.notify.template.text import Template, Text

PAYMENT: Final = {"amount": "amount", "clause": "clause", "phase": "phase"}
THING: Final = {"thing": "thing.description", "quantity": "thing.quantity", "measure": "thing.unit"}
DUE: Final = {"amount": "amount", "clause": "clause", "phase": "phase", "due_on": "due_on", "debtor": "debtor"} | THING
OWED: Final = (
    "{% if thing | default('') %}{{ thing }}{% if quantity %} × {{ quantity }} {{ measure }}{% endif %}"
    "{% else %}{{ amount }}{% endif %}"
)
"""Money, or what is handed over; what was intended before that was told knows only money."""
PAYS_ZH: Final = "{% if thing | default('') %}交付{% else %}付{% endif %}"
OURS_ZH: Final = "{% if debtor == 'us' %}我方{% else %}对方{% endif %}"
RENEWS_ZH: Final = (
    "{% if renews == 'True' %}除非在 {{ notice_by }} 前通知不再续期，期限将自动续展。"
    "{% else %}届满后不自动续展，如需继续请办理续签。{% endif %}"
)
RENEWS_EN: Final = (
    "{% if renews == 'True' %}It begins anew by itself unless notice is given by {{ notice_by }}."
    "{% else %}It does not begin anew by itself.{% endif %}"
)
OURS_EN: Final = "{% if debtor == 'us' %}We owe{% else %}The other party owes{% endif %}"


def _template(code: str, needs: Mapping[str, str], zh: tuple[str, str], en: tuple[str, str]) -> Template:
    return Template(code, 1, needs, {"zh-CN": Text(*zh), "en": Text(*en)})


_SHIPPED: Final = (
    _template(
        "contract-signed",
        {"number": "number", "title": "title", "amount": "amount", "signed_on": "signed_on"},
        ("合同 {{ number }} 已签署", "《{{ title }}》（{{ number }}）已于 {{ signed_on }} 签署，金额 {{ amount }}。"),
        (
            "Contract {{ number }} is signed",
            '"{{ title }}" ({{ number }}) was signed on {{ signed_on }} for {{ amount }}.',
        ),
    ),
    _template(
        "payment-made",
        PAYMENT,
        ("{{ label }}：已付款 {{ amount }}", "按第 {{ clause }} 条（{{ phase }}）已付款 {{ amount }}。"),
        ("{{ label }}: {{ amount }} paid", "{{ amount }} was paid under clause {{ clause }} ({{ phase }})."),
    ),
    _template(
        "payment-received",
        {"amount": "amount", "reference": "reference"},
        ("{{ label }}：已收款 {{ amount }}", "收到 {{ amount }}，参考号 {{ reference }}。"),
        ("{{ label }}: {{ amount }} received", "{{ amount }} came in with reference {{ reference }}."),
    ),
    _template(
        "payment-thanks",
        {"amount": "amount"},
        ("已收到贵方付款 {{ amount }}", "{{ name }}，您好：\n\n已收到贵方付款 {{ amount }}，谢谢。"),
        ("We received your payment of {{ amount }}", "Dear {{ name }},\n\nwe received {{ amount }}. Thank you."),
    ),
    _template(
        "payment-blocked",
        {"clause": "clause", "phase": "phase", "requested": "requested", "limit": "limit", "used": "used"},
        (
            "{{ label }}：付款被拒（第 {{ clause }} 条）",
            "申请付款 {{ requested }}，第 {{ clause }} 条（{{ phase }}）限额 {{ limit }}，已用 {{ used }}。",
        ),
        (
            "{{ label }}: payment refused by clause {{ clause }}",
            "{{ requested }} was asked for; clause {{ clause }} allows {{ limit }}, of which {{ used }} is used.",
        ),
    ),
    _template(
        "obligation-reminder",
        DUE,
        (
            "{{ label }}：{{ due_on }} 到期 " + OWED,
            OURS_ZH + "应于 {{ due_on }} 前" + PAYS_ZH + " " + OWED + "（第 {{ clause }} 条）。",
        ),
        (
            "{{ label }}: " + OWED + " due on {{ due_on }}",
            OURS_EN + " " + OWED + " by {{ due_on }} (clause {{ clause }}, {{ phase }}).",
        ),
    ),
    _template(
        "obligation-overdue",
        {"amount": "amount", "clause": "clause", "due_on": "due_on", **THING},
        ("{{ label }}：" + OWED + " 已逾期", "第 {{ clause }} 条应于 {{ due_on }} 履行的 " + OWED + " 已逾期。"),
        ("{{ label }}: " + OWED + " is overdue", OWED + " under clause {{ clause }} was due on {{ due_on }}."),
    ),
    _template(
        "questionnaire-to-answer",
        {"due_on": "due_on"},
        ("调查问卷待答复（{{ due_on }} 前）", "有客户或供应商的调查问卷问题分派给贵部门，请于 {{ due_on }} 前答复。"),
        (
            "A questionnaire waits for answers until {{ due_on }}",
            "Questions of a customer or supplier were given to your department, to be answered by {{ due_on }}.",
        ),
    ),
    _template(
        "questionnaire-overdue",
        {"due_on": "due_on", "open": "open"},
        (
            "调查问卷已逾期（{{ due_on }}）",
            "调查问卷应于 {{ due_on }} 前退回，仍有 {{ open }} 个问题没有被采纳的答复。",
        ),
        (
            "A questionnaire is overdue since {{ due_on }}",
            "It was wanted by {{ due_on }}; {{ open }} questions have no accepted answer yet.",
        ),
    ),
    _template(
        "approval-waiting",
        {},
        ("{{ label }}：等待您审批", "{{ label }} 已到您的审批步骤。"),
        ("{{ label }} waits for your approval", "{{ label }} has reached your step of its approval."),
    ),
    _template(
        "signature-asked",
        {"expires_at": "expires_at"},
        ("{{ label }}：请您签署", "{{ label }} 等待您的签署，邀请有效期至 {{ expires_at }}。"),
        (
            "{{ label }}: please sign",
            "{{ label }} waits for your signature, until {{ expires_at }} at the latest.",
        ),
    ),
    _template(
        "signature-reminder",
        {"count": "count", "expires_at": "expires_at"},
        ("{{ label }}：仍待签署", "{{ label }} 仍待签署（第 {{ count }} 次提醒），邀请有效期至 {{ expires_at }}。"),
        (
            "{{ label }} still waits for a signature",
            "{{ label }} still waits for a signature (reminder {{ count }}), until {{ expires_at }}.",
        ),
    ),
    _template(
        "signature-declined",
        {},
        ("{{ label }}：拒绝签署", "一位签署人拒绝签署 {{ label }}，理由见签署记录。可修改后重新发送。"),
        (
            "{{ label }}: a signature was declined",
            "A signatory of {{ label }} declined; the reason stands with the signing.",
        ),
    ),
    _template(
        "signature-expired",
        {},
        ("{{ label }}：签署邀请已过期", "{{ label }} 的一份签署邀请已过期，可重新发送。"),
        (
            "{{ label }}: an invitation to sign ran out",
            "An invitation to sign {{ label }} ran out; it can be sent again.",
        ),
    ),
    _template(
        "approval-overdue",
        {},
        ("{{ label }}：审批已超时", "{{ label }} 的审批步骤已超过时限。"),
        ("{{ label }}: approval is overdue", "A step of the approval of {{ label }} is past its time."),
    ),
    _template(
        "approval-vacant",
        {},
        ("{{ label }}：审批步骤无人可审", "{{ label }} 的一个审批步骤已无人可审批：请为接任者授予权限。"),
        (
            "{{ label }}: nobody is there to approve",
            "Nobody who may decide a step of the approval of {{ label }} is there any more: grant somebody the right.",
        ),
    ),
    _template(
        "account-unused",
        {"since": "since", "days": "days"},
        ("有账户 {{ days }} 天以上未使用", "自 {{ since }} 起无人使用该账户登录：请冻结账户，或询问原因。"),
        (
            "An account is unused for {{ days }} days or more",
            "Nobody signed in with it since {{ since }}: freeze it, or ask why.",
        ),
    ),
    _template(
        "arrears-level",
        {"level": "level", "days": "days_past_due", "overdue": "overdue", "oldest": "oldest_due_on"},
        (
            "{{ label }}：逾期 {{ days }} 天，催收第 {{ level }} 级",
            "对方逾期 {{ overdue }}，最早到期日 {{ oldest }}，已逾期 {{ days }} 天，进入催收第 {{ level }} 级。",
        ),
        (
            "{{ label }}: {{ days }} days past due, level {{ level }} of dunning",
            "{{ overdue }} is past due since {{ oldest }}, {{ days }} days: level {{ level }} of dunning has begun.",
        ),
    ),
    _template(
        "term-ending",
        {"term_to": "term_to", "renews": "renews", "notice_by": "notice_by"},
        (
            "{{ label }}：期限将于 {{ term_to }} 届满",
            "期限将于 {{ term_to }} 届满。" + RENEWS_ZH,
        ),
        (
            "{{ label }}: the term ends on {{ term_to }}",
            "The term of {{ label }} ends on {{ term_to }}. " + RENEWS_EN,
        ),
    ),
    _template(
        "copies-chased",
        {"left": "left", "due_on": "due_on", "times": "times"},
        (
            "{{ label }}：{{ left }} 份原件逾期未还",
            "{{ label }} 有 {{ left }} 份原件应于 {{ due_on }} 归还，至今未还（第 {{ times }} 次催还）。",
        ),
        (
            "{{ label }}: {{ left }} copies are out after their day",
            "{{ left }} copies of {{ label }} were to come back by {{ due_on }} (asked for {{ times }} times).",
        ),
    ),
    _template(
        "guarantee-expiring",
        {"expires_on": "expires_on", "left": "left"},
        (
            "{{ label }}：保函将于 {{ expires_on }} 到期",
            "{{ label }} 的保函（余额 {{ left }}）将于 {{ expires_on }} 到期：请办理延期、索赔或任其失效。",
        ),
        (
            "{{ label }}: a guarantee ends on {{ expires_on }}",
            "A guarantee with {{ left }} left ends on {{ expires_on }}: extend it, claim it, or let it go.",
        ),
    ),
    _template(
        "bill-maturing",
        {"amount": "amount", "matures_on": "matures_on"},
        (
            "{{ label }}：{{ amount }} 汇票将于 {{ matures_on }} 到期",
            "{{ label }} 收到的 {{ amount }} 承兑汇票将于 {{ matures_on }} 到期：到期日起十日内提示付款。",
        ),
        (
            "{{ label }}: a bill of {{ amount }} falls due on {{ matures_on }}",
            "A bill of {{ amount }} falls due on {{ matures_on }}: present it within ten days of that day.",
        ),
    ),
    _template(
        "seal-used",
        {"copies": "copies", "sent": "sent", "on": "effective_on"},
        (
            "{{ label }}：已用印 {{ copies }} 份",
            "{{ on }} 在 {{ label }} 上用印 {{ copies }} 份，其中 {{ sent }} 份寄给对方。",
        ),
        (
            "{{ label }}: a seal was used on {{ copies }} copies",
            "On {{ on }} {{ copies }} copies of {{ label }} were stamped; {{ sent }} of them went to the other party.",
        ),
    ),
    _template(
        "price-changed",
        {"country": "country", "currency": "currency", "effective_on": "effective_on"},
        (
            "{{ label }}：{{ country }} 价格变动",
            "{{ label }} 项下 {{ country }} 的价格（{{ currency }}）自 {{ effective_on }} 起变动，逐步说明见框架合同。",
        ),
        (
            "{{ label }}: prices for {{ country }} change",
            "Prices for {{ country }} ({{ currency }}) change on {{ effective_on }}; its contract explains each.",
        ),
    ),
    _template(
        "webhook-disabled",
        {"code": "code", "host": "host", "reason": "reason"},
        (
            "Webhook {{ code }} 已停用",
            (
                "发往 {{ host }} 的 webhook {{ code }} 已停用："
                "{% if reason == 'gone' %}对方答复该地址已不存在（410）。{% else %}三天内没有一次送达。{% endif %}"
                "修复后请重新启用；停用期间发生的事件可通过重放补发。"
            ),
        ),
        (
            "Webhook {{ code }} is disabled",
            (
                "Nothing is sent to webhook {{ code }} at {{ host }} any more: "
                "{% if reason == 'gone' %}it answered that it is gone (410)."
                "{% else %}nothing reached it for three days.{% endif %} "
                "Enable it when that is mended; a replay brings what happened meanwhile."
            ),
        ),
    ),
    _template(
        "webhook-of-nobody",
        {"code": "code", "host": "host"},
        (
            "Webhook {{ code }} 已无负责人",
            (
                "发往 {{ host }} 的 webhook {{ code }} 的负责人已离职。"
                "事件照常发送，停用时通知有权管理的人员；请接管或另行指定负责人。"
            ),
        ),
        (
            "Webhook {{ code }} is nobody's",
            (
                "Who looked after webhook {{ code }} at {{ host }} works here no longer. Events go on being sent; "
                "take it over or name another owner."
            ),
        ),
    ),
    _template(
        "transfer-to-confirm",
        {"effective_on": "effective_on"},
        ("资产调入待确认", "有资产自 {{ effective_on }} 起调入贵单位，请验收确认。"),
        ("An asset transfer to confirm", "An asset is offered to your unit from {{ effective_on }}; please confirm."),
    ),
)
TEMPLATES: Final[Mapping[str, Template]] = {template.code: template for template in _SHIPPED}
