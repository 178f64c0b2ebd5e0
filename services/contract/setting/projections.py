from collections.abc import Iterable

from sqlalchemy import Executable, insert

from services.contract.setting.events import SettingLaidDown
from services.contract.setting.tables import settings
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("contract_settings", tables=[settings])


@projection.on(SettingLaidDown)
def lay_down(r: Recorded[SettingLaidDown]) -> Iterable[Executable]:
    event = r.event
    yield insert(settings).values(
        setting=event.setting,
        version=r.version,
        type_code=event.type_code,
        value=event.value,
        effective_on=event.effective_on,
    )
