import type { Union } from "@engenho/machinery";

const profile: readonly Union[] = [
  { discriminator: "type", "fields-to-discriminateBy": { localhostProfile: "LocalhostProfile" } },
];

const unions: Readonly<Record<string, readonly Union[]>> = {
  "io.k8s.api.core.v1.AppArmorProfile": profile,
  "io.k8s.api.core.v1.SeccompProfile": profile,
  "io.k8s.api.flowcontrol.v1.LimitResponse": [
    { discriminator: "type", "fields-to-discriminateBy": { queuing: "Queuing" } },
  ],
  "io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationSpec": [
    { discriminator: "type", "fields-to-discriminateBy": { exempt: "Exempt", limited: "Limited" } },
  ],
  "io.k8s.api.flowcontrol.v1.Subject": [
    {
      discriminator: "kind",
      "fields-to-discriminateBy": { group: "Group", serviceAccount: "ServiceAccount", user: "User" },
    },
  ],
};

/** The published unions of a definition; undefined for none. Validation enforces them; nothing else uses them. */
export function unionsOf(definitionName: string): readonly Union[] | undefined {
  return Object.hasOwn(unions, definitionName) ? unions[definitionName] : undefined;
}
