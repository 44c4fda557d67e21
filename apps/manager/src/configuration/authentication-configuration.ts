import { Causes } from "@engenho/machinery";
import { UsageError } from "../usage-error.js";
import { decodeKind, readSource, refuseFaults } from "./read-configuration.js";

/** The result of reading an AuthenticationConfiguration. */
export interface ReadAuthentication {
  /** See `ApiServerOptions.anonymousAuth`; undefined if it is not configured. */
  readonly anonymous: boolean | readonly string[] | undefined;
}

interface AuthenticationConfiguration {
  readonly jwt?: readonly unknown[] | null;
  readonly anonymous?: {
    readonly enabled?: boolean;
    readonly conditions?: readonly { readonly path?: string }[] | null;
  } | null;
}

/**
 * Reads the file of `--authentication-config`. Throws UsageError for an invalid file, and for one with JWT issuers,
 * which are not supported.
 */
export async function readAuthenticationConfiguration(file: string): Promise<ReadAuthentication> {
  const source = await readSource(file, "--authentication-config");
  const { jwt, anonymous } = decodeKind<AuthenticationConfiguration>(source, [
    {
      kind: "AuthenticationConfiguration",
      apiVersions: ["v1", "v1beta1", "v1alpha1"].map((version) => `apiserver.config.k8s.io/${version}`),
      fields: {
        jwt: { listOf: "anything" },
        anonymous: { fields: { enabled: "flag", conditions: { listOf: { fields: { path: "text" } } } } },
      },
    },
  ]);
  if ((jwt ?? []).length > 0) {
    throw new UsageError(`${source.name}: jwt: OpenID Connect tokens are not verified, so it has to be empty`, 1);
  }
  if (anonymous === undefined || anonymous === null) return { anonymous: undefined };
  const paths = (anonymous.conditions ?? []).map(({ path = "" }) => path);
  const isEnabled = anonymous.enabled === true;
  const causes = new Causes();
  if (!isEnabled && paths.length > 0) {
    const value = anonymous.conditions;
    causes.invalid("anonymous.conditions", value, "enabled should be set to true when conditions are defined");
  }
  refuseFaults(source.name, causes.list);
  return { anonymous: isEnabled && paths.length > 0 ? paths : isEnabled };
}
