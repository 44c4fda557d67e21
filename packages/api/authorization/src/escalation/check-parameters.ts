import { errorMessage, type KubernetesObject, strictlyEqual, type User } from "@engenho/core";
import { Causes, invalidError } from "@engenho/machinery";
import type { AdmissionContext, AdmissionRequest, AuthorizationAttributes, Authorizer } from "@engenho/registry";

/** A write of a policy or binding by a user. */
type UserWrite = AdmissionRequest & { readonly user: User };

/** The dependencies of the checks. */
interface Asked {
  readonly context: AdmissionContext;
  readonly authorizer: Authorizer;
}

/** A reference to a kind, in a policy. */
interface ParamKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** The fields of a policy that the checks read. */
type Policy = KubernetesObject & { readonly spec: { readonly paramKind?: ParamKind } };

/** The fields of a binding that the checks read. */
type Binding = KubernetesObject & {
  readonly spec: {
    readonly policyName?: string;
    readonly paramRef?: { readonly name?: string; readonly namespace?: string };
  };
};

/** The resource of parameters, as specific as it is known, and the error if it is not. */
interface Parameters {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly fault?: string;
}

const anything: Parameters = { group: "*", version: "*", resource: "*" };

/** Throws StoreError `Invalid` for a policy or binding whose writer may not read the parameters. */
export async function checkParameters(write: UserWrite, asked: Asked): Promise<void> {
  const isBinding = write.resource.stored.kind.endsWith("Binding");
  const reason = await (isBinding ? bindingFault(write, asked) : policyFault(write, asked));
  if (reason === undefined) return;
  const causes = new Causes();
  causes.forbidden(isBinding ? "spec.paramRef" : "spec.paramKind", reason);
  throw invalidError(write.resource.definition, write.object?.metadata.name ?? write.name, causes.list);
}

async function policyFault(write: UserWrite, asked: Asked): Promise<string | undefined> {
  const { paramKind } = (write.object as Policy).spec;
  if (paramKind === undefined) return undefined;
  if (strictlyEqual((write.oldObject as Policy | undefined)?.spec.paramKind, paramKind)) return undefined;
  const { kind, apiVersion } = paramKind;
  const answer = await mayRead(
    write.user,
    "get",
    { ...parametersOf(paramKind, asked), name: "*", namespace: "*" },
    asked,
  );
  if (typeof answer === "string") return answer;
  const what = `on all objects of the referenced paramKind (kind=${kind}, apiVersion=${apiVersion})`;
  return answer ? undefined : `user ${userText(write.user)} must have "get" permission ${what}`;
}

async function bindingFault(write: UserWrite, asked: Asked): Promise<string | undefined> {
  const { paramRef, policyName = "" } = (write.object as Binding).spec;
  if (paramRef === undefined) return undefined;
  const before = (write.oldObject as Binding | undefined)?.spec;
  if (strictlyEqual(before?.paramRef, paramRef) && before?.policyName === policyName) return undefined;
  const { name = "", namespace = "" } = paramRef;
  const verb = name === "" ? "list" : "get";
  const { fault, ...parameters } = await boundParameters(policyName, write, asked);
  const answer = await mayRead(write.user, verb, { ...parameters, name, namespace }, asked);
  if (typeof answer === "string") return `failed to authorize request: ${answer}`;
  if (answer) return undefined;
  const who = `user ${userText(write.user)} does not have "${verb}" permission`;
  if (fault === undefined) return `${who} on the object referenced by paramRef`;
  return `unable to ${fault} to determine minimum required permissions and ${who} for all groups, versions and resources`;
}

/** The parameters of a binding's policy. */
async function boundParameters(policyName: string, { resource }: UserWrite, asked: Asked): Promise<Parameters> {
  const { group, kind } = resource.stored;
  const policyKind = kind.slice(0, -"Binding".length);
  const policy = await asked.context.get({ group, kind: policyKind, namespace: "", name: policyName });
  if (policy === undefined) return { ...anything, fault: `get policy ${policyName}` };
  const { paramKind } = (policy as Policy).spec;
  return paramKind === undefined ? anything : parametersOf(paramKind, asked);
}

function parametersOf({ apiVersion, kind }: ParamKind, { context }: Asked): Parameters {
  const parts = apiVersion.split("/");
  const text = `&{${apiVersion} ${kind}}`;
  if (parts.length > 2) return { ...anything, fault: `parse paramKind ${text}` };
  const [version = "", group = ""] = parts.reverse();
  const served = context.findKind({ apiVersion, kind });
  if (served === undefined) return { group, version, resource: "*", fault: `resolve paramKind ${text}` };
  return { group, version, resource: served.definition.plural };
}

/** Whether the user may read the parameters, or the error of the check. */
async function mayRead(
  user: User,
  verb: "get" | "list",
  { fault: _, ...object }: Parameters & { readonly name: string; readonly namespace: string },
  { authorizer }: Asked,
): Promise<boolean | string> {
  const attributes: AuthorizationAttributes = {
    ...{ user, verb, isResource: true, ...object, subresource: "", path: "" },
    ...{ fieldSelector: undefined, labelSelector: undefined },
  };
  try {
    return (await authorizer.authorize(attributes)).decision === "Allow";
  } catch (error) {
    return errorMessage(error);
  }
}

/** A user as Go prints a pointer to one (`%v` of user.DefaultInfo). */
function userText({ name, uid = "", groups = [], extra = {} }: User): string {
  const extras = Object.entries(extra)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, values]) => `${key}:[${values.join(" ")}]`);
  return `&{${name} ${uid} [${groups.join(" ")}] map[${extras.join(" ")}]}`;
}
