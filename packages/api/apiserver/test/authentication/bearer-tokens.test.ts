import { describe, expect, it } from "vitest";
import { bearerTokens } from "../../src/authentication/bearer-tokens.js";

describe("bearerTokens", () => {
  const authenticate = bearerTokens(new Map([["secret", { name: "admin", groups: ["system:masters"] }]]));
  const certificate = { commonName: "jane", organizations: ["devs"] };

  it("authenticates a user by the complete token, whatever the case of the scheme", () => {
    const admin = { name: "admin", groups: ["system:masters", "system:authenticated"] };
    expect(authenticate({ authorization: "Bearer secret", certificate: undefined })).toEqual(admin);
    expect(authenticate({ authorization: "bearer  secret ", certificate: undefined })).toEqual(admin);
  });

  it.each(["Bearer secre", "Bearer secrets", "Bearer", "Bearer secret secret", "Basic secret", ""])(
    "authenticates nobody by %j",
    (authorization) => {
      expect(authenticate({ authorization, certificate: undefined })).toBeUndefined();
    },
  );

  it("accepts a certificate where there is no token, but not instead of a wrong one", () => {
    expect(authenticate({ authorization: undefined, certificate })).toEqual({
      name: "jane",
      groups: ["devs", "system:authenticated"],
    });
    expect(authenticate({ authorization: "Bearer wrong", certificate })).toBeUndefined();
  });
});
