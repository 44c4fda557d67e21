"""What a client of python3-kubernetes meets that has a token; prints it as JSON. See tests/other-clients.test.ts."""
import json
import os
import threading

from kubernetes import client, watch

NAMESPACE = "default"


def api(token):
    configuration = client.Configuration()
    configuration.host = os.environ["SERVER"]
    configuration.ssl_ca_cert = os.environ["CA_FILE"]
    if token is not None:
        configuration.api_key = {"authorization": "Bearer " + token}
    return client.ApiClient(configuration)


def refusal(call):
    try:
        call()
    except client.exceptions.ApiException as error:
        status = json.loads(error.body)
        return {"code": error.status, "reason": status["reason"], "message": status["message"]}
    return None


admin = api(os.environ["ADMIN_TOKEN"])
robot = client.CoreV1Api(api(os.environ["ROBOT_TOKEN"]))
answers = {
    "anonymous": refusal(lambda: client.CoreV1Api(api(None)).list_namespace()),
    "wrong": refusal(lambda: client.CoreV1Api(api("wrong")).list_namespace()),
    "denied": refusal(lambda: robot.list_namespaced_config_map(NAMESPACE)),
}
client.RbacAuthorizationV1Api(admin).create_namespaced_role_binding(
    NAMESPACE,
    {
        "metadata": {"name": "robot-edits"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "edit"},
        "subjects": [{"kind": "ServiceAccount", "name": "robot", "namespace": NAMESPACE}],
    },
)
attributes = {"resourceAttributes": {"namespace": NAMESPACE, "verb": "create", "resource": "configmaps"}}
review = client.AuthorizationV1Api(robot.api_client).create_self_subject_access_review({"spec": attributes})
answers["may"] = review.status.allowed
answers["outside"] = refusal(lambda: robot.list_config_map_for_all_namespaces())

listed = robot.list_namespaced_config_map(NAMESPACE)
stream = watch.Watch()
seen = []


def write():
    robot.create_namespaced_config_map(NAMESPACE, {"metadata": {"name": "one"}, "data": {"a": "1"}})
    robot.patch_namespaced_config_map("one", NAMESPACE, {"data": {"a": "2"}})
    robot.delete_namespaced_config_map("one", NAMESPACE)


writer = threading.Thread(target=write)
writer.start()
for event in stream.stream(
    robot.list_namespaced_config_map, NAMESPACE, resource_version=listed.metadata.resource_version, timeout_seconds=30
):
    seen.append([event["type"], event["object"].metadata.name, event["object"].data["a"]])
    if event["type"] == "DELETED":
        stream.stop()
writer.join()
answers["seen"] = seen
print(json.dumps(answers))
