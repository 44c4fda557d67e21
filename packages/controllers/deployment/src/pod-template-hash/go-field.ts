/** One field of a Go struct. */
export interface GoField {
  readonly name: string;
  /** Its Go type, such as `*v1.PodSecurityContext`. */
  readonly type: string;
  /** The name of the JSON property; `undefined` for an embedded struct, whose fields are inlined. */
  readonly property: string | undefined;
}

/** Parses the fields of a struct from its string in `podTemplateTypes`, in Go's order. */
export function readGoFields(text: string): readonly GoField[] {
  return text.split(" ").map((fieldText) => {
    const [name = "", type = "", property = lowerCamelCase(name)] = fieldText.split(":");
    return { name, type, property: property === "^" ? undefined : property };
  });
}

/** Converts a Go name to JSON: `DNSPolicy` to `dnsPolicy`, `TTY` to `tty`, `HostPID` to `hostPID`. */
function lowerCamelCase(name: string): string {
  const capitals = /^[A-Z]+/.exec(name)?.[0].length ?? 0;
  const lowered = capitals > 1 && capitals < name.length ? capitals - 1 : capitals;
  return name.slice(0, lowered).toLowerCase() + name.slice(lowered);
}
