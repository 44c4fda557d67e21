import { createPublicKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { issuerFault, keySet, openIdConfiguration } from "../../src/index.js";
import { testKey } from "../support/tokens.js";

describe("OpenID discovery", () => {
  it("names the issuer, its keys and their algorithms", () => {
    const keys = [testKey("rsa"), testKey()];
    const document = openIdConfiguration({
      issuer: "https://issuer.test",
      keySetUri: "https://x/openid/v1/jwks",
      keys,
    });
    expect(document.body).toBe(
      '{"issuer":"https://issuer.test","jwks_uri":"https://x/openid/v1/jwks","response_types_supported":["id_token"],"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["ES256","RS256"]}',
    );
    expect(document).toMatchObject({ contentType: "application/json", cacheControl: "public, max-age=3600" });
  });

  it("publishes keys by which others can verify, and no private part", () => {
    const keys = [testKey("rsa"), testKey()];
    const { body, contentType } = keySet(keys);
    expect(contentType).toBe("application/jwk-set+json");
    const published = JSON.parse(body).keys as (Record<string, string> & { kid: string })[];
    for (const [index, jwk] of published.entries()) {
      const key = createPublicKey({ key: jwk, format: "jwk" });
      expect(key.equals(keys[index]?.key as never)).toBe(true);
      expect(jwk).toMatchObject({ use: "sig", kid: keys[index]?.id, alg: keys[index]?.algorithm });
    }
    for (const secret of ["d", "p", "q", "dp", "dq", "qi"]) expect(published.some((jwk) => secret in jwk)).toBe(false);
  });

  it.each([
    ["http://issuer.test", "issuer URL must use https scheme, got: http://issuer.test"],
    ["kubernetes/serviceaccount", "issuer URL must use https scheme, got: kubernetes/serviceaccount"],
    ["https://issuer.test?a=b", "issuer URL may not include a query, got: https://issuer.test?a=b"],
    ["https://issuer.test#a", "issuer URL may not include a fragment, got: https://issuer.test#a"],
    ["https://issuer.test", undefined],
  ])("%s: fault %j", (issuer, fault) => {
    expect(issuerFault(issuer)).toBe(fault);
  });
});
