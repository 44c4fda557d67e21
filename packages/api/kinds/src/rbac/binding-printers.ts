import { ageOf, type Fields, list, nameOf, object, text } from "@engenho/registry";
import { ageColumn, column, documented, nameColumn, type Printer, wide } from "../printing/printer.js";

function subjects(binding: Fields, kind: string): string {
  return list(binding.subjects)
    .filter((subject) => subject.kind === kind)
    .map((subject) =>
      kind === "ServiceAccount" ? `${text(subject.namespace)}/${text(subject.name)}` : text(subject.name),
    )
    .join(", ");
}

function bindingPrinter(kind: "RoleBinding" | "ClusterRoleBinding"): Printer {
  const called = `${kind.slice(0, 1).toLowerCase()}${kind.slice(1)}`;
  return {
    columns: [
      nameColumn,
      column("Role", "string", documented(`rbac.v1.${kind}`, "roleRef")),
      ageColumn,
      wide("Users", "string", `Users in the ${called}`),
      wide("Groups", "string", `Groups in the ${called}`),
      wide("ServiceAccounts", "string", `ServiceAccounts in the ${called}`),
    ],
    cells(binding, nowMs) {
      const role = object(binding.roleRef);
      return [
        nameOf(binding),
        `${text(role.kind)}/${text(role.name)}`,
        ageOf(binding, nowMs),
        subjects(binding, "User"),
        subjects(binding, "Group"),
        subjects(binding, "ServiceAccount"),
      ];
    },
  };
}

/** rbac.authorization.k8s.io/v1 RoleBinding. */
export const roleBindingPrinter: Printer = bindingPrinter("RoleBinding");

/** rbac.authorization.k8s.io/v1 ClusterRoleBinding. */
export const clusterRoleBindingPrinter: Printer = bindingPrinter("ClusterRoleBinding");
