const reference =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*(?::[0-9]+)?\/)?[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*(?::(?<tag>[\w][\w.-]{0,127}))?(?:@(?<digest>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$/;

/** Longer than any image's name, and short enough for the pattern above. */
const maxLength = 1024;

/** The tag of an image: `latest` when it names neither tag nor digest, empty for a digest alone or for no valid name. */
export function imageTag(image: string): string {
  const groups = image.length > maxLength ? undefined : reference.exec(image)?.groups;
  if (groups === undefined) return "";
  return groups.tag ?? (groups.digest === undefined ? "latest" : "");
}
