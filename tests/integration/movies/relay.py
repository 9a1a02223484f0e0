"""A relay as a process of its own, for the tests that kill it: sends what waits in an outbox to the FCM emulator.

Arguments: the database's URL. Google's hosts are reached by the environment's proxy.
"""

import sys
from datetime import timedelta

from fcm_emulator import service_account
from movies.adapters.firebase_topics import FirebaseTopics
from movies.adapters.postgres_outbox import PostgresOutbox
from movies.adapters.sealing import Sealing
from movies.notifying import Notifier, Patience
from videoclub.clock import utc_now
from videoclub.drivers.postgres import Postgres

SMALL_BATCHES = Patience(5, attempts_max=12, first_pause=timedelta(seconds=10), longest_pause=timedelta(hours=1))
LIFE = timedelta(minutes=5)

if __name__ == "__main__":
    account = service_account("demo-videoclub")
    outbox = PostgresOutbox(Postgres(sys.argv[1]), "topics", Sealing("s" * 32))
    notifier = Notifier(outbox, FirebaseTopics(lambda: account), SMALL_BATCHES)
    sys.stdout.write(f"{notifier.notify(clock=utc_now, deadline=utc_now() + LIFE)}\n")
