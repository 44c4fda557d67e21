/** How many items a cell lists; further ones are only counted. */
const shownItems = 3;

/** The first items, separated by commas, and how many more there are. */
export function shortList(items: readonly string[]): string {
  const shown = items.slice(0, shownItems).join(",");
  return items.length > shownItems ? `${shown} + ${items.length - shownItems} more...` : shown;
}
