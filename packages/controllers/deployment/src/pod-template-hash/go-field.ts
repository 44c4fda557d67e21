/** One field of a Go struct. */
export interface GoField {
  readonly name: string;
  /** Its Go type, such as `*v1.PodSecurityContext`. */
  readonly type: string;
  /** Where the value stands in JSON; `undefined` for an embedded struct, whose fields stand beside its neighbours. */
  readonly property: string | undefined;
}

/** The fields of a struct from their text in `podTemplateTypes`, in Go's order. */
export function readGoFields(text: string): readonly GoField[] {
  return text.split(" ").map((fieldText) => {
    const [name = "", type = "", property = lowerCamelCase(name)] = fieldText.split(":");
    return { name, type, property: property === "^" ? undefined : property };
  });
}

/** `DNSPolicy` becomes `dnsPolicy`, `TTY` `tty`, `HostPID` `hostPID`. */
function lowerCamelCase(name: string): string {
  const capitals = /^[A-Z]+/.exec(name)?.[0].length ?? 0;
  const lowered = capitals > 1 && capitals < name.length ? capitals - 1 : capitals;
  return name.slice(0, lowered).toLowerCase() + name.slice(lowered);
}
