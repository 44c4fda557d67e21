import {
  dns1035LabelFaults,
  dns1123LabelFaults,
  dns1123SubdomainFaults,
  labelValueFaults,
  namePrefixFaults,
  qualifiedNameFaults,
  type TextCheck,
} from "../../validation/names.js";
import { loadCel } from "../engines.js";
import { hasFormat } from "../formats.js";
import { type FunctionRegistry, registerNamespace } from "./function-registry.js";

class CelFormat {
  readonly check: TextCheck;

  constructor(check: TextCheck) {
    this.check = check;
  }
}

const ofFormat =
  (format: string, fault: string): TextCheck =>
  (text) =>
    hasFormat(text, format) ? [] : [fault];

const formats: ReadonlyMap<string, CelFormat> = new Map(
  Object.entries({
    dns1123Label: dns1123LabelFaults,
    dns1123Subdomain: dns1123SubdomainFaults,
    dns1035Label: dns1035LabelFaults,
    qualifiedName: qualifiedNameFaults,
    dns1123LabelPrefix: (text: string) => namePrefixFaults(text, "dns1123-label"),
    dns1123SubdomainPrefix: (text: string) => namePrefixFaults(text, "dns1123-subdomain"),
    dns1035LabelPrefix: (text: string) => namePrefixFaults(text, "dns1035-label"),
    labelValue: labelValueFaults,
    uri: (text: string) => (hasFormat(text, "uri") ? [] : [`parse ${JSON.stringify(text)}: invalid URI for request`]),
    uuid: ofFormat("uuid", "does not match the UUID format"),
    byte: ofFormat("byte", "invalid base64"),
    date: ofFormat("date", "invalid date"),
    datetime: ofFormat("datetime", "invalid datetime"),
  }).map(([name, check]) => [name, new CelFormat(check)]),
);

/** Registers the named formats of texts, as `format.dns1123Label().validate(text)` (kubernetes.format). */
export function registerFormats(environment: FunctionRegistry): void {
  const { Optional } = loadCel();
  environment.registerType("Format", { ctor: CelFormat as new (...values: never[]) => object, fields: {} });
  const type = registerNamespace(environment, "format");
  for (const [name, format] of formats) environment.registerFunction(`${type}.${name}(): Format`, () => format);
  environment.registerFunction(`${type}.named(string): optional<Format>`, (_: object, name: string) =>
    Optional.of(formats.get(name)),
  );
  environment.registerFunction("Format.validate(string): optional<list>", ({ check }: CelFormat, text: string) => {
    const faults = check(text);
    return faults.length === 0 ? Optional.none() : Optional.of(faults);
  });
  // There are rules that compare it: an optional is never null, not even an empty one.
  environment.registerOperator("optional == null", () => false);
}
