import {
  type Clock,
  checkOptions,
  copyWith,
  createKeyedController,
  findObject,
  isStoreError,
  type KeyedController,
  type Logger,
  type ObjectKey,
  type OptionRules,
  optionRules,
  type ReconcileResult,
  type Secret,
  type ServiceAccount,
  type Store,
  type Stored,
  secrets,
  serviceAccounts,
} from "@engenho/core";
import {
  accountNameAnnotation,
  accountNameOf,
  accountUidAnnotation,
  base64Of,
  isOf,
  isTokenSecret,
  missingData,
  tokenSecretType,
} from "./token-secrets.js";

/** The ServiceAccount and the Secret of a token that is to be signed. */
export interface SecretTokenRequest {
  /** The namespace of both. */
  readonly namespace: string;
  /** The ServiceAccount's name. */
  readonly name: string;
  /** The ServiceAccount's UID. */
  readonly uid: string;
  /** The Secret's name. */
  readonly secretName: string;
}

/** Options of {@link createServiceAccountTokenController}. */
export interface ServiceAccountTokenControllerOptions {
  /** The store with the ServiceAccounts; their token Secrets are written to it. */
  readonly store: Store;
  /** Signs the token of a Secret: `issueSecretToken` of @engenho/authentication, with a key. */
  readonly issueToken: (request: SecretTokenRequest) => string;
  /** The CA certificates that clients in the cluster trust, in PEM. Default: Secrets get no `ca.crt`. */
  readonly rootCa?: string | undefined;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger;
}

const rules: OptionRules<keyof ServiceAccountTokenControllerOptions> = {
  store: optionRules.required(optionRules.store),
  issueToken: optionRules.required(optionRules.callable),
  rootCa: optionRules.text,
  clock: optionRules.clock,
  logger: optionRules.logger,
};

/** How often a Secret that cannot be written is tried again. */
const maxRetries = 10;

/**
 * The ServiceAccount token controller: fills Secrets of type `kubernetes.io/service-account-token` (token, namespace, CA), deletes
 * them with their ServiceAccount, and removes the references to deleted ones (upstream:
 * pkg/controller/serviceaccount/tokens_controller.go).
 */
export function createServiceAccountTokenController(options: ServiceAccountTokenControllerOptions): KeyedController {
  checkOptions("createServiceAccountTokenController", options, rules);
  const { store, issueToken, clock, logger } = options;
  const rootCa = options.rootCa === undefined ? undefined : base64Of(options.rootCa);

  async function reconcile(key: string): Promise<ReconcileResult> {
    // A deleted Secret's key continues with its ServiceAccount: nothing else would know which it was.
    const [namespace = "", name = "", account, uid] = key.split("/");
    if (account !== undefined) return removeReference({ namespace, name: account }, { secret: name, uid });
    const secret = await findObject(store, secrets, { namespace, name });
    if (secret === undefined || !isTokenSecret(secret)) return { changed: false };
    const owner = await findObject(store, serviceAccounts, { namespace, name: accountNameOf(secret) });
    return owner === undefined || !isOf(secret, owner) ? deleteSecret(secret) : fill(secret, owner);
  }

  async function fill(secret: Stored<Secret>, account: Stored<ServiceAccount>): Promise<ReconcileResult> {
    const { metadata } = account;
    const { name: secretName, namespace = "" } = secret.metadata;
    const token = () => base64Of(issueToken({ namespace, name: metadata.name, uid: metadata.uid, secretName }));
    const missing = missingData(secret, { account, rootCa, token });
    if (missing === undefined) return { changed: false };
    const annotations = copyWith(secret.metadata.annotations ?? {}, {
      [accountNameAnnotation]: metadata.name,
      [accountUidAnnotation]: metadata.uid,
    });
    await unlessGone(
      store.update<Secret>({
        ...secret,
        metadata: { ...secret.metadata, annotations },
        data: copyWith(secret.data ?? {}, missing),
      }),
    );
    return { changed: true };
  }

  async function deleteSecret(secret: Stored<Secret>): Promise<ReconcileResult> {
    await unlessGone(store.delete(secret, secret.metadata, { preconditions: { uid: secret.metadata.uid } }));
    return { changed: true };
  }

  async function removeReference(
    key: ObjectKey,
    { secret, uid = "" }: { readonly secret: string; readonly uid: string | undefined },
  ): Promise<ReconcileResult> {
    const account = await findObject(store, serviceAccounts, key);
    if (account?.secrets === undefined || (uid !== "" && uid !== account.metadata.uid)) return { changed: false };
    const others = account.secrets.filter(({ name }) => name !== secret);
    if (others.length === account.secrets.length) return { changed: false };
    const { secrets: _all, ...rest } = account;
    await store.update<ServiceAccount>(others.length === 0 ? rest : { ...rest, secrets: others });
    return { changed: true };
  }

  async function secretsOf(account: ServiceAccount): Promise<readonly string[]> {
    const { namespace, name } = account.metadata;
    const fieldSelector = [{ field: "type", operator: "=", value: tokenSecretType }] as const;
    const { items } = await store.list(secrets, { namespace, fieldSelector });
    return items.filter((each) => accountNameOf(each) === name).map((each) => `${namespace}/${each.metadata.name}`);
  }

  return createKeyedController({
    name: "serviceaccount-token-controller",
    ...(clock === undefined ? {} : { clock }),
    ...(logger === undefined ? {} : { logger }),
    store,
    maxRetries,
    for: { kind: secrets, when: ({ object }) => isTokenSecret(object), isWanted: isTokenSecret },
    watches: [
      { kind: serviceAccounts, keysOf: ({ type, object }) => (type === "DELETED" ? secretsOf(object) : []) },
      {
        kind: secrets,
        keysOf({ type, object }) {
          if (type !== "DELETED" || !isTokenSecret(object)) return [];
          const { namespace, name, annotations } = object.metadata;
          return [`${namespace}/${name}/${accountNameOf(object)}/${annotations?.[accountUidAnnotation] ?? ""}`];
        },
      },
    ],
    reconcile,
  });
}

/** Waits for a write. The object may be gone: then nothing is left to do. */
async function unlessGone(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!isStoreError(error, "NotFound")) throw error;
  }
}
