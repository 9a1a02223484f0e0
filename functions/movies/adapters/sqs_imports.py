"""Chunks of imports on SQS, one message each."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from movies.ports.imports import Chunk
from videoclub.drivers import aws
from videoclub.errors import ServiceUnavailable
from videoclub.queues import message_body

MESSAGES_PER_CALL = 10  # SQS takes no more


@dataclass(frozen=True)
class SqsImports:
    """The ImportQueue at `queue_url`."""

    queue_url: str

    def send_chunks(self, chunks: Sequence[Chunk]) -> None:
        for place in range(0, len(chunks), MESSAGES_PER_CALL):
            entries = [
                {"Id": str(number), "MessageBody": message_body(asdict(chunk))}
                for number, chunk in enumerate(chunks[place : place + MESSAGES_PER_CALL])
            ]
            try:
                answer = aws.client("sqs").send_message_batch(QueueUrl=self.queue_url, Entries=entries)
            except aws.errors() as error:
                raise ServiceUnavailable("The queue of imports is not answering.") from error
            if answer.get("Failed"):
                raise ServiceUnavailable("The queue of imports took only a part of the import.")
