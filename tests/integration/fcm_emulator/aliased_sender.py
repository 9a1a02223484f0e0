"""Run in a network of its own, where Google's hosts are names of the loopback and the emulator has port 443.

Sends with the unmodified Admin SDK's asynchronous calls, which know no proxy, and prints what came of it as JSON.
Arguments: the server's certificate, the CA's certificate, a folder for the hosts file.
"""

import asyncio
import fcntl
import json
import socket
import struct
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import firebase_admin
from firebase_admin import credentials, messaging

from fcm_emulator import service_account
from fcm_emulator.proxy import GOOGLE_HOSTS

SIOCSIFFLAGS = 0x8914
IFF_UP = 0x1


def bring_up_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as anything:
        fcntl.ioctl(anything, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


def alias_hosts(folder: Path) -> None:
    hosts = folder / "hosts"
    hosts.write_text("".join(f"127.0.0.1 {name}\n" for name in ("localhost", *sorted(GOOGLE_HOSTS))))
    subprocess.run(["mount", "--bind", hosts, "/etc/hosts"], check=True)


async def send(app: firebase_admin.App) -> dict[str, Any]:
    token = "phone:APA91bx"
    subscribed = await messaging.subscribe_to_topic_async([token, "nope"], "movies.added", app)
    messages = [messaging.Message(topic="movies.added"), messaging.Message(token="nope")]
    batch = await messaging.send_each_async(messages, app=app)
    multicast = messaging.MulticastMessage(tokens=[token, "nope"])
    cast = await messaging.send_each_for_multicast_async(multicast, app=app)
    dry = await messaging.send_each_async([messaging.Message(topic="movies.added")], dry_run=True, app=app)
    unsubscribed = await messaging.unsubscribe_from_topic_async(token, "movies.added", app)
    return {
        "subscribed": [subscribed.success_count, [error.reason for error in subscribed.errors]],
        "batch": [type(response.exception).__name__ for response in batch.responses],
        "multicast": [response.success for response in cast.responses],
        "dry_run": [response.message_id for response in dry.responses],
        "unsubscribed": unsubscribed.success_count,
        "names": [batch.responses[0].message_id, cast.responses[0].message_id],
    }


def main(server_certificate: str, folder: str) -> None:
    bring_up_loopback()
    alias_hosts(Path(folder))
    command = [sys.executable, "-m", "fcm_emulator", "--port", "443", "--certificate", server_certificate]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as emulator:
        assert emulator.stdout
        emulator.stdout.readline()
        app = firebase_admin.initialize_app(credentials.Certificate(service_account("demo")))
        outcome = asyncio.run(send(app))
        outcome["one_by_one"] = messaging.send(messaging.Message(topic="movies.added"), app=app)
        with urllib.request.urlopen("http://127.0.0.1:443/_inbox") as inbox:
            outcome["inbox"] = [message["name"] for message in json.load(inbox)["messages"]]
        emulator.terminate()
    sys.stdout.write(json.dumps(outcome))


if __name__ == "__main__":
    main(*sys.argv[1:])
