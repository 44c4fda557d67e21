import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { packages } from "../../scripts/packages.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));

/** The directory of a workspace package, with a trailing slash. */
function folderOf(name: string): string {
  const { directory } = packages.find((one) => one.name === name) as { readonly directory: string };
  return `${root}${directory}/`;
}

function packageFile(name: string, dependent: string): string {
  return createRequire(`${dependent}package.json`).resolve(name);
}

/** A file of the program that is loaded on first use. */
export interface Part {
  readonly name: string;
  /**
   * The source that is loaded, or several: then the part has the exports of all of them, whose names must differ (esbuild reports an
   * "ambiguous re-export"). The part also contains the sources that only these import.
   */
  readonly file: string | readonly string[];
  /** The import specifier, for an npm package. */
  readonly specifier?: string;
  /** The used names of a CommonJS package, which esbuild does not report. */
  readonly names?: readonly string[];
}

/** The protobuf codec. */
const protobuf = ["decode-body", "message-writer", "protobuf-codec", "reader"].map(
  (name) => `${folderOf("apiserver")}src/protobuf/${name}.ts`,
);

/** Tokens of ServiceAccounts, and the files of flags about tokens. */
const serviceAccountTokens = [
  "discovery/openid-documents",
  "jwt/go-list",
  "jwt/keys",
  "jwt/parse-token",
  "jwt/signatures",
  "service-accounts/issue-token",
  "service-accounts/token-authenticator",
  "tokens/bootstrap-tokens",
  "tokens/token-file",
].map((name) => `${folderOf("authentication")}src/${name}.ts`);

/** Tokens of other issuers, and the token webhook. */
const tokensOfOthers = ["issuers/issuer-tokens", "webhook/webhook-tokens"].map(
  (name) => `${folderOf("authentication")}src/${name}.ts`,
);

/** The kinds that a start writes, by their folders: their strategies belong to the program itself. */
const kindsOfStart: ReadonlySet<string> = new Set([
  "coordination/lease",
  "core/config-map",
  "core/endpoints",
  "core/event",
  "core/namespace",
  "core/node",
  "core/secret",
  "core/service",
  "discovery/endpoint-slice",
  "events/event",
  "scheduling/priority-class",
]);

/** The strategies of all other kinds, and the warnings and conversions of all kinds, from the files of these names in their folders. */
function behaviourOfKinds(): readonly string[] {
  const source = `${folderOf("kinds")}src/`;
  return readdirSync(source, { withFileTypes: true })
    .filter((group) => group.isDirectory())
    .flatMap(({ name: group }) => readdirSync(source + group).map((kind) => `${group}/${kind}`))
    .flatMap((kind) => [
      ...(kindsOfStart.has(kind) ? [] : [`${source}${kind}/strategy.ts`]),
      `${source}${kind}/warnings.ts`,
      `${source}${kind}/conversion.ts`,
    ])
    .filter((file) => existsSync(file))
    .concat(sharedWithOptionalKinds.map((file) => source + file))
    .sort();
}

/** What the strategies of kinds that are served on request share with those of the others. */
const sharedWithOptionalKinds: readonly string[] = [
  "admissionregistration/policies/binding-spec-validation.ts",
  "admissionregistration/policies/expression-validation.ts",
  "admissionregistration/policies/match-resources-validation.ts",
  "admissionregistration/policies/policy-spec-validation.ts",
  "certificates/certificate-signing-request/signer-name.ts",
  "resource/default-counts.ts",
  "resource/device-request.ts",
  "resource/names.ts",
  "resource/selector-faults.ts",
];

/** What Tables show of built-in kinds: every `printer.ts`, `printers.ts` and `...-printer.ts`, with the descriptions of columns. */
function printers(): readonly string[] {
  const source = `${folderOf("kinds")}src/`;
  return readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((file) => /(?:^|[/-])printers?\.ts$/.test(file) && !file.startsWith("optional/"))
    .map((file) => source + file)
    .sort();
}

/** Reading certificates and certificate requests, and approving requests. */
const certificates = [
  ...[
    "certificate",
    "certificate-request",
    "pem/blocks",
    "signatures/possession",
    "signatures/public-key",
    "signatures/verify",
  ].map((file) => `${folderOf("x509")}src/${file}.ts`),
  ...["kubelet-requests", "usages", "signing/issue-certificate", "signing/signer-rules"].map(
    (file) => `${folderOf("certificatesigningrequest")}src/${file}.ts`,
  ),
];

/** The answers to requests for the containers, ports and kubelets of hollow nodes. */
const kubelet = ["run-scripted", "serve-port", "node-endpoints"].map(
  (file) => `${folderOf("hollow-node")}src/kubelet/${file}.ts`,
);

/** The escalation checks of roles, bindings and admission policies. */
const escalation = ["escalation", "parameters"].map(
  (what) => `${folderOf("authorization")}src/escalation/check-${what}.ts`,
);

/** Reading the files that configure plugins and webhooks. */
const configuration = [
  "configured-authentication",
  "configured-authorizer",
  "configured-plugins",
  "webhook-kubeconfig",
].map((what) => `${here}src/configuration/${what}.ts`);

/** Code that only a server with admission policies needs. */
const policies = ["validating/dispatch", "mutating/dispatch", "type-checking/expression-warnings"].map(
  (file) => `${folderOf("admission-policies")}src/${file}.ts`,
);

/** The compilation and evaluation of expressions of webhooks, policies and devices: everything that imports CEL. */
function expressionsOfKinds(): readonly string[] {
  const source = `${folderOf("expressions")}src/`;
  const folders = ["access", "admission", "claims", "devices", "schemas"].map((folder) => `${source}${folder}/`);
  const files = folders.flatMap((folder) => readdirSync(folder).map((file) => folder + file));
  return [`${source}kubernetes-expressions.ts`, ...files];
}

/**
 * Code that is not needed before the ready line: each part is a separate file next to the program. A part imports what it shares with the
 * program, or with another part, from the program, so that no source is in two files.
 */
export const parts: readonly Part[] = [
  { name: "descriptions", file: `${folderOf("kinds")}src/descriptions.ts` },
  { name: "schemas", file: `${folderOf("kinds")}src/generated/further-schemas.ts` },
  {
    name: "optional-kinds",
    file: [`${here}src/runtime-config/chosen-apis.ts`, `${folderOf("kinds")}src/optional/optional-kinds.ts`],
  },
  {
    name: "feature-gates",
    file: ["runtime-config/feature-gates", "runtime-config/known-gates", "metrics/feature-measure"].map(
      (name) => `${here}src/${name}.ts`,
    ),
  },
  {
    name: "optional-schemas",
    file: ["generated", "optional"].map((folder) => `${folderOf("kinds")}src/${folder}/optional-schemas.ts`),
  },
  { name: "semantic-versions", file: `${folderOf("machinery")}src/text/semantic-version.ts` },
  { name: "protobuf", file: protobuf },
  { name: "reviews", file: `${folderOf("apiserver")}src/reviews/create-review.ts` },
  { name: "impersonation", file: `${folderOf("apiserver")}src/impersonation/impersonate.ts` },
  { name: "service-account-tokens", file: serviceAccountTokens },
  { name: "tokens-of-others", file: tokensOfOthers },
  { name: "logs", file: `${folderOf("apiserver")}src/connect/log.ts` },
  {
    name: "connections",
    file: ["connect/serve-connection", "aggregation/serve-remote"].map(
      (what) => `${folderOf("apiserver")}src/${what}.ts`,
    ),
  },
  { name: "aggregation", file: `${here}src/aggregation/index.ts` },
  { name: "metrics-api", file: `${here}src/metrics-api/metrics-api.ts` },
  { name: "dial", file: `${here}src/dial-loopback.ts` },
  { name: "kubelet", file: kubelet },
  { name: "deflate", file: `${folderOf("apiserver")}src/encoding/deflated-part.ts` },
  { name: "escalation", file: escalation },
  { name: "certificates", file: certificates },
  {
    name: "certificate-files",
    file: ["signing-files", "serving-files"].map((what) => `${here}src/certificates/${what}.ts`),
  },
  { name: "tokens", file: `${folderOf("kinds")}src/core/service-account/create-token.ts` },
  { name: "configuration", file: configuration },
  {
    name: "abac",
    file: ["abac-authorizer", "parse-policies"].map((what) => `${folderOf("authorization")}src/abac/${what}.ts`),
  },
  { name: "front-proxy", file: `${folderOf("authentication")}src/request/front-proxy.ts` },
  { name: "exec-credential", file: `${folderOf("store-kubernetes")}src/connection/exec-credential.ts` },
  { name: "oidc-token", file: `${folderOf("store-kubernetes")}src/connection/oidc-token.ts` },
  { name: "kept-credentials", file: `${here}src/credentials/kept-credentials.ts` },
  { name: "store-lmdb", file: ["lmdb", "data-command", "copy-lmdb"].map((what) => `${here}src/stores/${what}.ts`) },
  { name: "store-etcd", file: ["etcd", "copy-etcd"].map((what) => `${here}src/stores/${what}.ts`) },
  { name: "migrate", file: `${here}src/stores/migrate-command.ts` },
  { name: "node-authorizer", file: `${folderOf("authorization")}src/node/node-decision.ts` },
  { name: "node-restriction", file: `${folderOf("admission")}src/node-restriction/check-request.ts` },
  { name: "role-reconciliation", file: `${folderOf("authorization")}src/bootstrap/reconcile-policy.ts` },
  { name: "yaml-answers", file: `${folderOf("apiserver")}src/encoding/yaml.ts` },
  { name: "types", file: `${here}src/types-command.ts` },
  { name: "command-help", file: `${here}src/command-help.ts` },
  { name: "server-objects", file: `${here}src/server-objects/index.ts` },
  { name: "envtest", file: `${here}src/envtest/command.ts` },
  { name: "audit", file: [`${here}src/audit-log.ts`, `${folderOf("apiserver")}src/audit/held-exchange.ts`] },
  { name: "kube-controller-manager", file: `${here}src/kube-controller-manager/command.ts` },
  { name: "kube-apiserver", file: `${here}src/kube-apiserver/command.ts` },
  { name: "metrics", file: `${here}src/metrics/exposition.ts` },
  { name: "pino", file: `${here}src/logging/pino-logger.ts` },
  { name: "yaml", file: packageFile("js-yaml", here), specifier: "js-yaml" },
  { name: "re2js", file: packageFile("re2js", folderOf("expressions")), specifier: "re2js", names: ["RE2JS"] },
  { name: "cel", file: [`${folderOf("custom-resources")}src/cel/index.ts`, ...expressionsOfKinds()] },
  { name: "policies", file: policies },
  {
    name: "webhooks",
    file: ["dispatch/index", "client/webhook-client", "client/review-client"].map(
      (file) => `${folderOf("webhooks")}src/${file}.ts`,
    ),
  },
  { name: "documents", file: `${folderOf("apiserver")}src/open-api/documents.ts` },
  { name: "yaml-bodies", file: `${folderOf("apiserver")}src/body/parse-yaml.ts` },
  { name: "patch", file: `${folderOf("machinery")}src/patch/apply-patch.ts` },
  { name: "apply", file: `${folderOf("machinery")}src/apply/apply-server-side.ts` },
  { name: "custom-kinds", file: `${folderOf("custom-resources")}src/rules.ts` },
  { name: "strategies", file: behaviourOfKinds() },
  { name: "printers", file: printers() },
  { name: "core-structs", file: `${folderOf("kinds")}src/shared/go-diff/core-structs.ts` },
];
