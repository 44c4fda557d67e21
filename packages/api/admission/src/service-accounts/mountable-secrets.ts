import type { coreV1, PodSpec } from "@engenho/core";

type ContainerSecrets = Pick<coreV1.Container, "name" | "env" | "envFrom">;

/**
 * The error for the first Secret of a Pod that its account does not list, if the account enforces its list, with
 * upstream's message (limitSecretReferences).
 */
export function findSecretFault(spec: PodSpec, account: coreV1.ServiceAccount): string | undefined {
  if (!enforces(account)) return undefined;
  const owner = account.metadata.name;
  const mountable = namesOf(account.secrets);
  for (const { secret } of spec.volumes ?? []) {
    const name = secret?.secretName ?? "";
    if (secret === undefined || mountable.has(name)) continue;
    return `volume with secret.secretName="${name}" is not allowed because service account ${owner} does not reference that secret`;
  }
  const ofContainers =
    findContainerFault("init container", spec.initContainers, account) ??
    findContainerFault("container", spec.containers, account);
  if (ofContainers !== undefined) return ofContainers;
  const pullable = namesOf(account.imagePullSecrets);
  for (const [index, { name = "" }] of (spec.imagePullSecrets ?? []).entries()) {
    if (pullable.has(name)) continue;
    return `imagePullSecrets[${index}].name="${name}" is not allowed because service account ${owner} does not reference that imagePullSecret`;
  }
  return undefined;
}

/** The same for the ephemeral containers of a Pod. */
export function findSecretFaultOfEphemeralContainers(
  spec: PodSpec,
  account: coreV1.ServiceAccount,
): string | undefined {
  return enforces(account) ? findContainerFault("ephemeral container", spec.ephemeralContainers, account) : undefined;
}

function findContainerFault(
  kind: string,
  containers: readonly ContainerSecrets[] | undefined,
  account: coreV1.ServiceAccount,
): string | undefined {
  const mountable = namesOf(account.secrets);
  const refused = (name: string) =>
    `referencing secret.secretName="${name}" is not allowed because service account ${account.metadata.name} does not reference that secret`;
  for (const { name, env = [], envFrom = [] } of containers ?? []) {
    for (const variable of env) {
      const secret = variable.valueFrom?.secretKeyRef;
      if (secret === undefined || mountable.has(secret.name ?? "")) continue;
      return `${kind} ${name} with envVar ${variable.name} ${refused(secret.name ?? "")}`;
    }
    for (const { secretRef } of envFrom) {
      if (secretRef === undefined || mountable.has(secretRef.name ?? "")) continue;
      return `${kind} ${name} with envFrom ${refused(secretRef.name ?? "")}`;
    }
  }
  return undefined;
}

/** The texts that strconv.ParseBool parses as true. */
const truths: ReadonlySet<string | undefined> = new Set(["1", "t", "T", "TRUE", "true", "True"]);

function enforces({ metadata }: coreV1.ServiceAccount): boolean {
  return truths.has(metadata.annotations?.["kubernetes.io/enforce-mountable-secrets"]);
}

function namesOf(references: readonly { readonly name?: string }[] | undefined): ReadonlySet<string> {
  return new Set((references ?? []).map(({ name = "" }) => name));
}
