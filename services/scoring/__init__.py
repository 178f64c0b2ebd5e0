"""Scoring: read models, indicators and predictions from the event stream."""

import os

# A fit multiplies small vectors some hundred times: threads of the linear algebra cost it ten times what they give.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
