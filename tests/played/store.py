"""An object store on this machine that speaks S3."""

import os
import uuid
from contextlib import contextmanager
from unittest import mock


@contextmanager
def object_store():
    """(address of an empty place in it, the environment in which a client reaches it) while the block lasts."""
    import s3fs
    from moto.server import ThreadedMotoServer

    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    environment = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    s3fs.S3FileSystem.clear_instance_cache()
    bucket = f"archive-{uuid.uuid4().hex}"  # the server keeps what earlier tests put there
    try:
        with mock.patch.dict(os.environ, environment):
            s3fs.S3FileSystem().mkdir(bucket)
        yield f"s3://{bucket}/cache", environment
    finally:
        s3fs.S3FileSystem.clear_instance_cache()
        running.stop()
