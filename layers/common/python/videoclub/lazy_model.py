"""The base of models but for answers: built at its first use, so that a start does not pay for what is not needed."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class LazyModel(BaseModel):
    """A model whose annotations are names of its module.

    pydantic would also look for them among the locals of whoever uses the model first. That takes time, and CPython
    3.13.0 crashes when those have a comprehension's variable that a closure holds.
    """

    model_config = ConfigDict(defer_build=True)

    @classmethod
    def model_rebuild(cls, *, _parent_namespace_depth: int = 0, **options: Any) -> bool | None:
        return super().model_rebuild(_parent_namespace_depth=0, **options)
