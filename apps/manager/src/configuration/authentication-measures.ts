import type { IssuerAuthentication } from "@engenho/authentication";
import { Distribution, type Measure } from "../metrics/measure.js";
import { hashedLabel } from "./reload-measures.js";

const secondsBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The metric of authentications by JWTs, with kube-apiserver's name, and its input. */
export function issuerMeasure(): {
  readonly measure: Measure;
  readonly observe: (authentication: IssuerAuthentication) => void;
} {
  const measure = new Distribution(
    {
      name: "apiserver_authentication_jwt_authenticator_latency_seconds",
      labels: ["result", "jwt_issuer_hash"],
    },
    secondsBuckets,
  );
  return {
    measure,
    observe: ({ issuer, result, seconds }) => measure.observe([result, hashedLabel(issuer)], seconds),
  };
}
