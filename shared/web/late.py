"""Routes that are worked out when they are first needed: a service has hundreds, and most are not asked for soon."""

import warnings
from collections.abc import Callable
from typing import Any

from fastapi.routing import APIRoute
from pydantic.warnings import UnsupportedFieldAttributeWarning
from starlette.routing import compile_path


class LateRoute(APIRoute):
    """A route that knows at once its place (path, methods, what it depends on) and reads its endpoint's signature, its
    models and its answer when it is first called or described.

    FastAPI does so while the program is loaded, which was 40 % of loading the two largest services.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        self._options: dict[str, Any] | None = options
        self.path, self.endpoint = path, endpoint
        self.path_regex, self.path_format, self.param_convertors = compile_path(path)
        self.methods = {method.upper() for method in options.get("methods") or ("GET",)}
        self.dependencies = list(options.get("dependencies") or ())
        self.include_in_schema = options.get("include_in_schema", True)

    def __getattr__(self, name: str) -> Any:
        """Whatever is not known yet is known once FastAPI's own route has been made of this one."""
        options = self.__dict__.get("_options")
        if options is None:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        self._options = None
        try:
            super().__init__(self.path, self.answering(self.endpoint), **options)
            self._finish_adapters()
        except BaseException:
            self._options = options
            raise
        return getattr(self, name)

    def answering(self, endpoint: Callable[..., Any]) -> Callable[..., Any]:
        """The function that answers; the endpoint itself unless a kind of route puts something around it."""
        return endpoint

    def _finish_adapters(self) -> None:
        """Models that are built late leave FastAPI's fields unfinished; finished by pydantic itself they would warn of
        the aliases that FastAPI gives them, which it silences only while it makes them.
        """
        fields = [self.body_field, self.response_field, *self.response_fields.values(), *self.dependant.body_params]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", category=UnsupportedFieldAttributeWarning)
            for field in fields:
                if field is not None:
                    field._type_adapter.rebuild()  # noqa: SLF001 - FastAPI offers no other way
