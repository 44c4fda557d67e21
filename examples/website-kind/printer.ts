import { ageOf, type ColumnDefinition, type KindPrinter, nameOf, object, text } from "@engenho/registry";

const column = (name: string, type: string, description: string): ColumnDefinition => ({
  name,
  type,
  format: name === "Name" ? "name" : "",
  description,
  priority: 0,
});

/** The columns of `kubectl get websites`. */
export const columns: readonly ColumnDefinition[] = [
  column("Name", "string", "The name of the site."),
  column("Host", "string", "The host name that it is served for."),
  column("Ready", "string", "How many of its replicas are ready."),
  column("Age", "string", "The time since its creation."),
];

/** The cells of a row, one per column. */
export const printer: KindPrinter = {
  cells(item, nowMs) {
    const [spec, status] = [object(item.spec), object(item.status)];
    const ready = `${Number(status.readyReplicas ?? 0)}/${Number(spec.replicas ?? 0)}`;
    return [nameOf(item), text(spec.host), ready, ageOf(item, nowMs)];
  },
};
