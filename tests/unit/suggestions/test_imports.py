"""Who serves lists loads nothing that only those who make them need."""

import subprocess
import sys

LOADED = """
import sys
import suggestions.api, suggestions.internal, suggestions.jobs
print(*sorted({"numpy", "scipy", "boto3", "redis"} & set(sys.modules)))
"""


def test_the_doorways_load_no_numpy_and_no_driver_before_they_need_it():
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
