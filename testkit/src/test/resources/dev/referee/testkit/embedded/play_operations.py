"""Calls each operation named on standard input once by botocore, which boto3 and the AWS CLI stand on.

Arguments: the endpoint, the access key id and its secret. A line of standard input is a service's
name and an operation's; a line of standard output is the operation's name and the members of its
answer, or the error that botocore raised.
"""

import sys

import botocore.session
from botocore import xform_name
from botocore.config import Config

ENDPOINT, KEY, SECRET = sys.argv[1:4]
SIGNED_AS = {"elasticloadbalancing": "elbv2", "monitoring": "cloudwatch"}
VALUES = {"boolean": True, "integer": 1, "long": 1, "float": 1.0, "double": 1.0, "blob": b"1", "timestamp": 1}


def value(shape):
    if shape.type_name == "structure":
        # What is empty is not sent by the query protocols.
        scalars = [name for name in shape.members if shape.members[name].type_name == "string"]
        sent = shape.required_members or scalars[:1] or list(shape.members)[:1]
        return {name: value(shape.members[name]) for name in sent}
    if shape.type_name == "list":
        return [value(shape.member)] * (shape.metadata.get("min") or 1)
    if shape.type_name == "map":
        return {}
    if shape.type_name == "string":
        return (shape.enum or ["a" * (shape.metadata.get("min") or 1)])[0]
    return VALUES[shape.type_name]


session = botocore.session.get_session()
session.set_credentials(KEY, SECRET)
clients = {}
for line in sys.stdin:
    service, operation = line.split()
    if service not in clients:
        clients[service] = session.create_client(
            SIGNED_AS.get(service, service),
            region_name="us-east-1",
            endpoint_url=ENDPOINT,
            config=Config(retries={"max_attempts": 0}),
        )
    client = clients[service]
    model = client.meta.service_model
    # The SDK for Java writes names in another case: DescribeSslPolicies.
    called = next(name for name in model.operation_names if name.lower() == operation.lower())
    shape = model.operation_model(called).input_shape
    try:
        answer = getattr(client, xform_name(called))(
            **{name: value(shape.members[name]) for name in (shape.required_members if shape else [])}
        )
        print(service, operation, *sorted(set(answer) - {"ResponseMetadata"}))
    except Exception as error:
        print(service, operation, "!", type(error).__name__, str(error).replace("\n", " "))
