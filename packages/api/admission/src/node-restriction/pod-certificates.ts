import { type coreV1, isStoreError, type KubernetesObject, type Stored, StoreError } from "@engenho/core";
import { goQuote } from "@engenho/machinery";
import type { AdmissionContext } from "@engenho/registry";
import { isMirrorPod } from "../service-accounts/mirror-pod.js";
import { type NodeRequest, refuse, required, type Wanted } from "./refuse.js";

interface PodCertificateRequest extends KubernetesObject {
  readonly spec?: {
    readonly nodeName?: string;
    readonly nodeUID?: string;
    readonly podName?: string;
    readonly podUID?: string;
    readonly serviceAccountName?: string;
    readonly serviceAccountUID?: string;
  };
}

/**
 * Lets a kubelet request certificates for pods on its node. What may be wrong because the kubelet knows more than this server is an
 * InternalError, as upstream's: clients repeat it.
 */
export async function checkPodCertificateRequest(asked: NodeRequest, context: AdmissionContext): Promise<void> {
  const { request, node } = asked;
  const { operation, subresource, namespace } = request;
  if (operation !== "CREATE") refuse(asked, `unexpected operation ${operation}`);
  if (subresource !== "") refuse(asked, `unexpected subresource ${subresource}`);
  const { spec = {} } = request.object as PodCertificateRequest;
  const { nodeName = "", nodeUID = "", podName = "", podUID = "" } = spec;
  const { serviceAccountName = "", serviceAccountUID = "" } = spec;
  if (nodeName !== node) {
    const said = `PodCertificateRequest.Spec.NodeName=${goQuote(nodeName)}`;
    refuse(asked, `${said}, which is not the requesting node ${goQuote(node)}`);
  }
  const pod = goQuote(`${namespace}/${podName}`);
  const account = goQuote(`${namespace}/${serviceAccountName}`);
  const subject = `PodCertificateRequest for pod ${pod}`;
  const find = <T extends Stored>(wanted: Wanted, what: string) =>
    named<T>(context, wanted, `while retrieving ${what} named in the PodCertificateRequest`);

  const storedNode = await find({ kind: "Node", plural: "nodes", name: nodeName }, `node ${goQuote(nodeName)}`);
  const { uid: actualNode } = storedNode.metadata;
  if (actualNode !== nodeUID) {
    const actual = `inconsistent with the running node (${goQuote(actualNode)})`;
    repeat(`${subject} names node UID ${goQuote(nodeUID)}, ${actual}`);
  }
  const wantedPod = { kind: "Pod", plural: "pods", namespace, name: podName };
  const storedPod = await find<Stored<coreV1.Pod>>(wantedPod, `pod ${pod}`);
  const { uid: actualPod } = storedPod.metadata;
  if (actualPod !== podUID) {
    repeat(`${subject} contains pod UID (${goQuote(podUID)}) which differs from running pod ${goQuote(actualPod)}`);
  }
  if (storedPod.spec?.nodeName !== nodeName) {
    refuse(asked, `pod ${pod} is not running on node ${goQuote(nodeName)} named in the PodCertificateRequest`);
  }
  if (isMirrorPod(storedPod)) refuse(asked, `pod ${pod} is a mirror pod`);
  const { serviceAccountName: ofPod = "" } = storedPod.spec;
  if (ofPod !== serviceAccountName) {
    const said = `contains serviceAccountName (${goQuote(serviceAccountName)})`;
    refuse(asked, `${subject} ${said} that differs from running pod (${goQuote(ofPod)})`);
  }
  const wantedAccount = {
    kind: "ServiceAccount",
    plural: "serviceaccounts",
    namespace,
    name: serviceAccountName,
  };
  const { metadata } = await find(wantedAccount, `service account ${account}`);
  if (metadata.uid !== serviceAccountUID) {
    const actual = `which differs from the running service account (${goQuote(metadata.uid)})`;
    repeat(`${subject} names service account UID ${goQuote(serviceAccountUID)}, ${actual}`);
  }
}

async function named<T extends Stored>(context: AdmissionContext, wanted: Wanted, during: string): Promise<T> {
  try {
    return await required<T>(context, wanted);
  } catch (error) {
    if (isStoreError(error, "NotFound")) repeat(`${during}: ${error.message}`);
    throw error;
  }
}

function repeat(message: string): never {
  throw new StoreError("InternalError", message);
}
