import { copyWith, type Secret, type StatusCause, type Stored, setField, strictlyEqual } from "@engenho/core";
import { base64OfText, Causes, textOfBase64 } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import { base64Length, checkImmutable, checkKey, maxDataBytes } from "../../shared/data-object.js";
import { goJsonKind, parseJson } from "../../shared/json-annotation.js";

const accountAnnotation = "kubernetes.io/service-account.name";

/** Secret: `stringData` is merged into `data`, `type` is immutable, at most 1 MiB. */
export const secretStrategy: Strategy = {
  applyDefaults: foldStringData,
  validateCreate: (secret: Secret) => validate(secret),
  validateUpdate(next: Secret, current: Stored<Secret>): readonly StatusCause[] {
    const causes = new Causes();
    if (next.type !== current.type) causes.invalid("type", next.type ?? "", "field is immutable");
    checkImmutable(next, current, { causes, fields: ["data"] });
    const unchanged = strictlyEqual(next.data, current.data) && next.type === current.type;
    // The ServiceAccount of a token is in an annotation.
    if (!unchanged || next.type === "kubernetes.io/service-account-token") causes.add(validate(next));
    return causes.list;
  },
};

function foldStringData(secret: Secret): Secret {
  const { stringData, ...rest } = secret;
  if (stringData === undefined) return secret;
  const keys = Object.keys(stringData);
  if (keys.length === 0) return rest;
  const data: Record<string, string> = copyWith(rest.data ?? {}, {});
  for (const key of keys) setField(data, key, base64OfText(stringData[key] as string));
  return { ...rest, data };
}

function validate(secret: Secret): readonly StatusCause[] {
  const causes = new Causes();
  const data = secret.data ?? {};
  let size = 0;
  for (const key of Object.keys(data)) {
    checkKey("data", key, causes);
    size += base64Length(data[key] as string);
  }
  if (size > maxDataBytes) causes.tooLong("data", maxDataBytes);
  checkTypedKeys(secret, data, causes);
  return causes.list;
}

function checkTypedKeys(secret: Secret, data: Readonly<Record<string, string>>, causes: Causes): void {
  const has = (key: string) => Object.hasOwn(data, key);
  switch (secret.type) {
    case "kubernetes.io/service-account-token":
      if ((secret.metadata.annotations?.[accountAnnotation] ?? "") === "") {
        causes.required(`metadata.annotations[${accountAnnotation}]`);
      }
      return;
    case "kubernetes.io/dockercfg":
      checkJsonKey(data, ".dockercfg", causes);
      return;
    case "kubernetes.io/dockerconfigjson":
      checkJsonKey(data, ".dockerconfigjson", causes);
      return;
    case "kubernetes.io/basic-auth":
      if (has("username") || has("password")) return;
      causes.required("data[username]");
      causes.required("data[password]");
      return;
    case "kubernetes.io/ssh-auth":
      if ((data["ssh-privatekey"] ?? "") === "") causes.required("data[ssh-privatekey]");
      return;
    case "kubernetes.io/tls":
      if (!has("tls.crt")) causes.required("data[tls.crt]");
      if (!has("tls.key")) causes.required("data[tls.key]");
      return;
    default:
  }
}

function checkJsonKey(data: Readonly<Record<string, string>>, key: string, causes: Causes): void {
  const value = Object.hasOwn(data, key) ? data[key] : undefined;
  if (value === undefined) {
    causes.required(`data[${key}]`);
    return;
  }
  const fault = jsonObjectFault(textOfBase64(value));
  if (fault !== undefined) causes.invalid(`data[${key}]`, "<secret contents redacted>", fault);
}

/** Go's decoding error for a text that is not a JSON object. */
function jsonObjectFault(text: string): string | undefined {
  const parsed = parseJson(text);
  if ("fault" in parsed) return parsed.fault;
  const kind = parsed.value === null ? "object" : goJsonKind(parsed.value);
  return kind === "object" ? undefined : `json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`;
}
