/** `x-kubernetes-unions` of a definition: which field must be set for which value of another. */
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

/** What is published of a definition's unions; undefined for none. They are enforced by validation, and nowhere read. */
export function unionsOf(definitionName: string): readonly Union[] | undefined {
  return Object.hasOwn(unions, definitionName) ? unions[definitionName] : undefined;
}
