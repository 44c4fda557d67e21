import type { Union } from "@engenho/machinery";

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
