/** `x-kubernetes-unions` of a definition: which field must be set for which value of the discriminator. */
export interface Union {
  /** The field whose value selects the other field. */
  readonly discriminator: string;
  /** The value of the discriminator that goes with each field: `{localhostProfile: "LocalhostProfile"}`. */
  readonly "fields-to-discriminateBy": Readonly<Record<string, string>>;
}

const profile: readonly Union[] = [
  { discriminator: "type", "fields-to-discriminateBy": { localhostProfile: "LocalhostProfile" } },
];

const unions: Readonly<Record<string, readonly Union[]>> = {
  "io.k8s.api.core.v1.AppArmorProfile": profile,
  "io.k8s.api.core.v1.SeccompProfile": profile,
};

/** The published unions of a definition; undefined for none. Validation enforces them; nothing else uses them. */
export function unionsOf(definitionName: string): readonly Union[] | undefined {
  return Object.hasOwn(unions, definitionName) ? unions[definitionName] : undefined;
}
