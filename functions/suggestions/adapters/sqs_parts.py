"""Parts of a run on SQS, one message each: one that fails is delivered again alone."""

from dataclasses import dataclass
from itertools import batched

from videoclub.drivers import aws
from videoclub.errors import ServiceUnavailable
from videoclub.queues import message_body

MESSAGES_PER_CALL = 10  # SQS takes no more


@dataclass(frozen=True)
class SqsParts:
    """The PartQueue at `queue_url`."""

    queue_url: str

    def send_parts(self, run_id: str, parts: int) -> None:
        for some in batched(range(parts), MESSAGES_PER_CALL, strict=False):
            entries = [
                {"Id": str(part), "MessageBody": message_body({"run_id": run_id, "part": part})} for part in some
            ]
            try:
                answer = aws.client("sqs").send_message_batch(QueueUrl=self.queue_url, Entries=entries)
            except aws.errors() as error:
                raise ServiceUnavailable("The queue of lists is not answering.") from error
            if answer.get("Failed"):
                raise ServiceUnavailable("The queue of lists took only a part of the run.")
