/** Letters and digits that are not easily confused and form no words (k8s.io/apimachinery/pkg/util/rand). */
const alphabet = "bcdfghjklmnpqrstvwxz2456789";

/** Maps each character onto the alphabet of generated names (rand.SafeEncodeString; DEP-46). `text` is ASCII. */
export function safeEncode(text: string): string {
  let encoded = "";
  for (let at = 0; at < text.length; at++) encoded += alphabet[text.charCodeAt(at) % alphabet.length];
  return encoded;
}
