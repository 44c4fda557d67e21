import type { ConversionOutcome } from "@engenho/registry";
import type { HookObservation, ObserveHook } from "@engenho/webhooks";
import { Distribution, type Measure, Tally } from "./measure.js";

const secondsBuckets = [0.005, 0.025, 0.1, 0.5, 1, 2.5, 10, 25];
/** Higher codes count as this one, to limit the number of labels. */
const highestCode = 600;

const conversionBuckets = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 45, 60];

/** The metrics of webhooks, and the functions that record observations. */
export interface WebhookMeasures {
  readonly measures: readonly Measure[];
  readonly observe: ObserveHook;
  readonly observeConversion: (outcome: ConversionOutcome) => void;
}

/** Creates the metrics of webhook calls, with kube-apiserver's names. */
export function webhookMeasures(): WebhookMeasures {
  const labels = ["name", "type", "operation"];
  const seconds = new Distribution(
    {
      name: "apiserver_admission_webhook_admission_duration_seconds",
      labels: [...labels, "rejected"],
    },
    secondsBuckets,
  );
  const requests = new Tally({
    name: "apiserver_admission_webhook_request_total",
    labels: [...labels, "code", "rejected"],
  });
  const rejections = new Tally({
    name: "apiserver_admission_webhook_rejection_count",
    labels: [...labels, "error_type", "rejection_code"],
  });
  const failsOpen = new Tally({
    name: "apiserver_admission_webhook_fail_open_count",
    labels: ["name", "type"],
  });
  const conversion = ["result", "failure_type"];
  const conversions = new Tally({
    name: "apiserver_conversion_webhook_request_total",
    labels: conversion,
  });
  const conversionSeconds = new Distribution(
    {
      name: "apiserver_conversion_webhook_duration_seconds",
      labels: conversion,
    },
    conversionBuckets,
  );
  return {
    measures: [seconds, requests, rejections, failsOpen, conversions, conversionSeconds],
    observeConversion({ seconds: elapsed, failure = "" }) {
      const labels = [failure === "" ? "success" : "failure", failure];
      conversions.add(labels);
      conversionSeconds.observe(labels, elapsed);
    },
    observe(call: HookObservation) {
      const { name, type, operation, rejected, error } = call;
      const code = String(Math.min(call.code, highestCode));
      seconds.observe([name, type, operation, String(rejected)], call.seconds);
      requests.add([name, type, operation, code, String(rejected)]);
      if (error !== undefined) rejections.add([name, type, operation, error, code]);
      if (call.failsOpen) failsOpen.add([name, type]);
    },
  };
}
