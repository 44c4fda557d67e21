const reference =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*(?::[0-9]+)?\/)?[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*(?::(?<tag>[\w][\w.-]{0,127}))?(?:@(?<digest>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$/;

/** Longer than any image name, and short enough for the pattern above. */
const maxLength = 1024;

/** The tag of an image: `latest` if it has neither tag nor digest, empty if it has only a digest or is invalid. */
export function imageTag(image: string): string {
  const groups = image.length > maxLength ? undefined : reference.exec(image)?.groups;
  if (groups === undefined) return "";
  return groups.tag ?? (groups.digest === undefined ? "latest" : "");
}
