import type { Cell, ResultTable } from "./benchmark.js";

/** The table as Markdown, aligned for terminals. */
export function renderTable(table: ResultTable): string {
  const cells = [table.columns, ...table.rows.map((row) => row.map(renderCell))];
  const widths = table.columns.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? "").length)));
  const lines = cells.map((row) => `| ${row.map((cell, column) => pad(cell, column, widths)).join(" | ")} |`);
  const rule = `| ${widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`;
  const notes = (table.notes ?? []).map((note) => `\n${note}`);
  return [`### ${table.title}`, "", lines[0], rule, ...lines.slice(1), ...notes].join("\n");
}

function pad(cell: string, column: number, widths: readonly number[]): string {
  const width = widths[column] ?? 0;
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

function renderCell(cell: Cell): string {
  if (typeof cell === "string") return cell;
  if (!Number.isFinite(cell)) return "-";
  return cell.toLocaleString("en-US", {
    maximumFractionDigits: Math.abs(cell) < 10 ? 3 : Math.abs(cell) < 100 ? 1 : 0,
  });
}
