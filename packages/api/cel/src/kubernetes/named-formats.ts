import { parseRequestUri } from "@engenho/machinery";
import type { Library } from "../library/library.js";
import { listType, optionalType, stringType, structType } from "../types/cel-type.js";
import { noSuchOverload } from "../values/errors.js";
import { listOf } from "../values/make.js";
import { CelObject } from "../values/object.js";
import { CelOptional } from "../values/optional.js";
import type { CelResult, CelValue } from "../values/value.js";
import { overload } from "./declare.js";

/** kubernetes.NamedFormat. */
export const formatType = structType("kubernetes.NamedFormat");

/** Validation errors with upstream's messages; empty if the string has the format. */
export type FormatCheck = (text: string) => readonly string[];

/** The named formats that API servers already validate (apimachinery's validation, kube-openapi's strfmt). */
export type FormatName =
  | "dns1123Label"
  | "dns1123Subdomain"
  | "dns1035Label"
  | "qualifiedName"
  | "dns1123LabelPrefix"
  | "dns1123SubdomainPrefix"
  | "dns1035LabelPrefix"
  | "labelValue"
  | "uuid"
  | "byte"
  | "date"
  | "datetime";

/** Upstream's estimates for the lengths of their patterns (library/format.go). */
const regexSizes: Readonly<Record<FormatName, number>> = {
  dns1123Label: 30,
  dns1123Subdomain: 60,
  dns1035Label: 30,
  qualifiedName: 60,
  dns1123LabelPrefix: 30,
  dns1123SubdomainPrefix: 60,
  dns1035LabelPrefix: 30,
  labelValue: 40,
  uuid: 70,
  byte: 84,
  date: 71,
  datetime: 71,
};

/** The validation functions of the named formats. */
export type NamedFormats = Readonly<Record<FormatName, FormatCheck>>;

/** A named format as a CEL value. */
export class CelFormat extends CelObject {
  readonly type = formatType;
  readonly name: string;
  readonly check: FormatCheck;
  /** The length of its pattern, or upstream's estimate of it. */
  readonly regexSize: number;

  constructor({ name, check, regexSize }: Pick<CelFormat, "name" | "check" | "regexSize">) {
    super();
    this.name = name;
    this.check = check;
    this.regexSize = regexSize;
  }

  equals(other: CelValue): CelResult {
    return other instanceof CelFormat ? this.name === other.name : noSuchOverload;
  }
}

/** `format.dns1123Label().validate(text)` and the like (library/format.go). */
export function formatLibrary(checks: NamedFormats): Library {
  const formats = new Map<string, CelFormat>();
  for (const name of Object.keys(regexSizes) as FormatName[]) {
    formats.set(name, new CelFormat({ name, check: checks[name], regexSize: regexSizes[name] }));
  }
  const uri = (text: string) => {
    const url = parseRequestUri(text);
    return "fault" in url ? [url.fault] : [];
  };
  formats.set("uri", new CelFormat({ name: "uri", check: uri, regexSize: 1103 }));
  return {
    name: "kubernetes.format",
    functions: [
      ...[...formats].map(([name, format]) => ({
        name: `format.${name}`,
        overloads: [overload.global(`format.${name}`, [], formatType, () => format)],
      })),
      {
        name: "format.named",
        overloads: [
          overload.global("format-named", [stringType], optionalType(formatType), (name: string) => {
            const format = formats.get(name);
            return format === undefined ? CelOptional.none : new CelOptional(format);
          }),
        ],
      },
      {
        name: "validate",
        overloads: [
          overload.member(
            "format-validate",
            [formatType, stringType],
            optionalType(listType(stringType)),
            ({ check }: CelFormat, text: string) => {
              const faults = check(text);
              return faults.length === 0 ? CelOptional.none : new CelOptional(listOf(faults));
            },
          ),
        ],
      },
    ],
  };
}
