{{- define "pactline.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name }}{{ else }}{{ .Release.Name }}-{{ .Chart.Name }}{{ end -}}
{{- end }}

{{- define "pactline.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "pactline.labels" -}}
{{ include "pactline.selector" . }}
app.kubernetes.io/part-of: pactline
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{/* What every process is told; `settings` may add to it, and not say otherwise. */}}
{{- define "pactline.settings" -}}
{{- $told := dict
  "PACTLINE_MODE" "production"
  "PACTLINE_HOST" "0.0.0.0"
  "PACTLINE_DATA_DIR" "/var/lib/pactline"
  "PACTLINE_ERASURES" "/var/lib/pactline/erasures"
  "PACTLINE_BACKUPS" "/var/lib/pactline/backups"
  "PACTLINE_SECRET_FILE" "/etc/pactline/secret/secret"
  "PACTLINE_DATABASE_URL" .Values.database.url
  "PACTLINE_KAFKA" .Values.kafka.servers
  "PACTLINE_KAFKA_SECURITY_PROTOCOL" .Values.kafka.securityProtocol
  "PACTLINE_PARTITIONS" (.Values.kafka.partitions | toString)
  "PACTLINE_REPLICATION" (.Values.kafka.replication | toString)
  "PACTLINE_ISSUER_URL" (printf "http://%s-portal:%v" (include "pactline.name" .) .Values.services.portal.port)
-}}
{{- range $service, $row := .Values.services }}
{{- $_ := set $told (printf "PACTLINE_%s_URL" (upper $service)) (printf "http://%s-%s:%v" (include "pactline.name" $) $service $row.port) }}
{{- end }}
{{- with .Values.kafka.authority }}{{ $_ := set $told "PACTLINE_KAFKA_CA_FILE" (printf "/etc/pactline/authorities/%s" .) }}{{ end }}
{{- with .Values.contract.port.url }}{{ $_ := set $told "PACTLINE_CONTRACT_PORT_URL" . }}{{ end }}
{{- with .Values.contract.signing.url }}{{ $_ := set $told "PACTLINE_CONTRACT_SIGNING_URL" . }}{{ end }}
{{- with .Values.trustedProxies }}{{ $_ := set $told "FORWARDED_ALLOW_IPS" . }}{{ end }}
{{- merge $told .Values.settings | toYaml }}
{{- end }}

{{/* The variables of one process by the file that holds each secret, and the user it is on Kafka. */}}
{{- define "pactline.own" -}}
{{- if hasPrefix "SASL" .root.Values.kafka.securityProtocol }}
- {name: PACTLINE_KAFKA_USERNAME, value: pactline-{{ .user }}}
- {name: PACTLINE_KAFKA_PASSWORD_FILE, value: /etc/pactline/secret/kafka-password}
{{- end }}
{{- if eq .service "notify" }}
- {name: PACTLINE_SMTP_URL_FILE, value: /etc/pactline/secret/smtp-url}
{{- end }}
{{- if eq .service "migrate" }}
- {name: PACTLINE_DATABASE_URL_FILE, value: /etc/pactline/secret/migrate-database-url}
{{- end }}
{{- if eq .service "contract" }}
{{- if .root.Values.contract.authority.existingSecret }}
- {name: PACTLINE_CONTRACT_AUTHORITY_CERTIFICATE, value: /etc/pactline/signing/certificate.pem}
- {name: PACTLINE_CONTRACT_AUTHORITY_KEY, value: /etc/pactline/signing/key.pem}
{{- end }}
{{- with .root.Values.contract.port.tokenKey }}
- name: PACTLINE_CONTRACT_PORT_TOKEN
  valueFrom: {secretKeyRef: {name: {{ $.root.Values.existingSecret }}, key: {{ . }}}}
{{- end }}
{{- with .root.Values.contract.signing.tokenKey }}
- name: PACTLINE_CONTRACT_SIGNING_TOKEN
  valueFrom: {secretKeyRef: {name: {{ $.root.Values.existingSecret }}, key: {{ . }}}}
{{- end }}
{{- end }}
{{- end }}

{{- define "pactline.mounts" -}}
- {name: tmp, mountPath: /tmp}
- {name: data, mountPath: /var/lib/pactline}
- {name: secret, mountPath: /etc/pactline/secret, readOnly: true}
{{- if .root.Values.authorities.existingConfigMap }}
- {name: authorities, mountPath: /etc/pactline/authorities, readOnly: true}
{{- end }}
{{- if and (eq .service "contract") .root.Values.contract.authority.existingSecret }}
- {name: signing, mountPath: /etc/pactline/signing, readOnly: true}
{{- end }}
{{- range .claims }}
{{- if (index $.root.Values.volumes .).enabled }}
- {name: {{ . }}, mountPath: /var/lib/pactline/{{ . }}}
{{- end }}
{{- end }}
{{- end }}

{{- define "pactline.volumes" -}}
- {name: tmp, emptyDir: {}}
- {name: data, emptyDir: {}}
- name: secret
  secret:
    secretName: {{ .root.Values.existingSecret }}
    defaultMode: 0440
    items:
      - {key: secret, path: secret}
      {{- if hasPrefix "SASL" .root.Values.kafka.securityProtocol }}
      - {key: kafka-password-{{ .user }}, path: kafka-password}
      {{- end }}
      {{- if eq .service "notify" }}
      - {key: smtp-url, path: smtp-url}
      {{- end }}
      {{- if eq .service "migrate" }}
      - {key: migrate-database-url, path: migrate-database-url}
      {{- end }}
{{- with .root.Values.authorities.existingConfigMap }}
- {name: authorities, configMap: {name: {{ . }}}}
{{- end }}
{{- if eq .service "contract" }}
{{- with .root.Values.contract.authority.existingSecret }}
- name: signing
  secret:
    secretName: {{ . }}
    defaultMode: 0440
    items: [{key: certificate.pem, path: certificate.pem}, {key: key.pem, path: key.pem}]
{{- end }}
{{- end }}
{{- range .claims }}
{{- $volume := index $.root.Values.volumes . }}
{{- if $volume.enabled }}
- {name: {{ . }}, persistentVolumeClaim: {claimName: {{ $volume.existingClaim | default (printf "%s-%s" (include "pactline.name" $.root) .) }}}}
{{- end }}
{{- end }}
{{- end }}

{{/* What every pod has, whoever runs in it. */}}
{{- define "pactline.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "pactline.container" -}}
image: {{ .root.Values.image.registry }}/{{ .service }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
volumeMounts: {{- include "pactline.mounts" . | nindent 2 }}
{{- end }}

{{/* A Job of the image "migrate": it may run before anything else of the chart is there, so it is told all by itself. */}}
{{- define "pactline.job" -}}
{{- $given := dict "root" .root "service" "migrate" "user" "keeper" "claims" list -}}
backoffLimit: 3
activeDeadlineSeconds: {{ .root.Values.migrate.deadlineSeconds }}
template:
  metadata:
    labels: {{- include "pactline.selector" .root | nindent 6 }}
      app.kubernetes.io/component: migrate
  spec:
    restartPolicy: Never
    {{- include "pactline.pod" .root | nindent 4 }}
    containers:
      - name: migrate
        {{- include "pactline.container" $given | nindent 8 }}
        args: {{ .command | toJson }}
        env:
          {{- range $name, $value := include "pactline.settings" .root | fromYaml }}
          - {name: {{ $name }}, value: {{ $value | quote }}}
          {{- end }}
          {{- include "pactline.own" $given | nindent 10 }}
        resources: {{- toYaml .root.Values.migrate.resources | nindent 10 }}
    volumes: {{- include "pactline.volumes" $given | nindent 6 }}
{{- end }}

{{- define "pactline.egress" -}}
- ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
- ports:
  {{- range . }}
  - {port: {{ . }}, protocol: TCP}
  {{- end }}
{{- end }}
