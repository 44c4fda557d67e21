import { aggregateErrors, type coreV1, errorMessage, type KubernetesObject, type Stored } from "@engenho/core";
import type { AdmissionContext } from "@engenho/registry";
import { type AudienceQuestion, referencesAudience } from "./audiences.js";
import { podOf } from "./pods.js";
import { type NodeRequest, refuse } from "./refuse.js";

interface TokenRequest extends KubernetesObject {
  readonly spec?: {
    readonly audiences?: readonly string[];
    readonly boundObjectRef?: {
      readonly apiVersion?: string;
      readonly kind?: string;
      readonly name?: string;
      readonly uid?: string;
    };
  };
}

/** Allows a kubelet to request tokens that are bound to a Pod on its node, for audiences that this Pod names. */
export async function checkToken(asked: NodeRequest, context: AdmissionContext): Promise<void> {
  const { request, node } = asked;
  if (request.operation !== "CREATE") return;
  const { spec = {} } = request.object as TokenRequest;
  const { apiVersion, kind, name = "", uid = "" } = spec.boundObjectRef ?? {};
  if (apiVersion !== "v1" || kind !== "Pod" || name === "") refuse(asked, "node requested token not bound to a pod");
  if (uid === "") refuse(asked, "node requested token with a pod binding without a uid");
  const pod = await podOf(asked, name, context);
  if (uid !== pod.metadata.uid) {
    refuse(
      asked,
      `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    );
  }
  if (pod.spec?.nodeName !== node) {
    refuse(asked, "node requested token bound to a pod scheduled on a different node");
  }
  await checkAudience(asked, { pod, audiences: spec.audiences ?? [] }, context);
}

/** Any other audience needs the verb `request-serviceaccounts-token-audience` (ServiceAccountNodeAudienceRestriction). */
async function checkAudience(
  asked: NodeRequest,
  { pod, audiences }: { readonly pod: Stored<coreV1.Pod>; readonly audiences: readonly string[] },
  context: AdmissionContext,
): Promise<void> {
  if (audiences.length > 1) refuse(asked, "node may only request 0 or 1 audiences");
  const [audience = ""] = audiences;
  const answer = await referencesAudience({ pod, audience }, context);
  if (answer.references) return;
  if (answer.errors.length > 0) {
    const reason = errorMessage(aggregateErrors(answer.errors));
    refuse(asked, `error validating audience ${JSON.stringify(audience)}: ${reason}`);
  }
  await checkPermission(asked, { pod, audience }, context);
}

async function checkPermission(
  asked: NodeRequest,
  { audience }: AudienceQuestion,
  { authorizer }: AdmissionContext,
): Promise<void> {
  const { request } = asked;
  const { user } = request;
  if (user === undefined || authorizer === undefined) return;
  const { decision, error } = await authorizer.authorize({
    user,
    verb: "request-serviceaccounts-token-audience",
    isResource: true,
    namespace: request.namespace,
    group: "",
    version: "v1",
    resource: audience,
    subresource: "",
    name: request.name,
    path: "",
  });
  if (decision === "Allow") return;
  const notFound = `audience ${JSON.stringify(audience)} not found in pod spec volume`;
  if (error !== undefined) {
    refuse(asked, `${notFound}, error authorizing ${user.name} to request tokens for this audience: ${error}`);
  }
  refuse(asked, `${notFound}, ${user.name} is not authorized to request tokens for this audience`);
}
