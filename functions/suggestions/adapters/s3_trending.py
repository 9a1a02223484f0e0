"""What trended at the last run, on S3, for when Redis is down; an environment reads it once a minute at most."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from suggestions.adapters.bucket import Bucket
from suggestions.movie_list import MovieList
from videoclub.type_adapters import type_adapter

KEY = "lists/trending.json"
KEPT_FOR_S = 60.0


@dataclass
class S3Trending:
    """The TrendingFile in a bucket."""

    bucket: Bucket
    timer: Callable[[], float] = time.monotonic
    _kept: tuple[float, MovieList | None] | None = None

    def read_trending(self) -> MovieList | None:
        if self._kept is None or self.timer() > self._kept[0] + KEPT_FOR_S:
            content = self.bucket.get(KEY)
            self._kept = self.timer(), type_adapter(MovieList).validate_json(content) if content else None
        return self._kept[1]

    def write_trending(self, trending: MovieList) -> None:
        self.bucket.put(KEY, type_adapter(MovieList).dump_json(trending))
