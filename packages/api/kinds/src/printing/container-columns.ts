import { type ColumnDefinition, list, text } from "@engenho/registry";
import { wide } from "./printer.js";

/** The wide columns Containers and Images. */
export const containerColumns: readonly ColumnDefinition[] = [
  wide("Containers", "string", "Names of each container in the template."),
  wide("Images", "string", "Images referenced by each container in the template."),
];

/** The names and the images of containers, each separated by commas. */
export function containerCells(containers: unknown): readonly [names: string, images: string] {
  const all = list(containers);
  return [
    all.map((container) => text(container.name)).join(","),
    all.map((container) => text(container.image)).join(","),
  ];
}
