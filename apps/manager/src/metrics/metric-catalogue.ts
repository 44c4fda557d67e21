/** How stable Kubernetes promises a metric to be; `""` for one of our own. */
export type Stability = "STABLE" | "BETA" | "ALPHA" | "";

/** What is said of a metric beside its samples. */
export interface MetricDescription {
  readonly stability: Stability;
  readonly help: string;
}

/** Name, stability (`-` for metrics that kube-apiserver 1.34 does not have) and help of each metric. */
const rows = `
apiserver_admission_controller_admission_duration_seconds STABLE Admission controller latency histogram in seconds, identified by name and broken out for each operation and API resource and type (validate or admit).
apiserver_admission_step_admission_duration_seconds STABLE Admission sub-step latency histogram in seconds, broken out for each operation and API resource and step type (validate or admit).
apiserver_admission_webhook_admission_duration_seconds STABLE Admission webhook latency histogram in seconds, identified by name and broken out for each operation and API resource and type (validate or admit).
apiserver_admission_webhook_fail_open_count ALPHA Admission webhook fail open count, identified by name and broken out for each admission type (validating or admit).
apiserver_admission_webhook_rejection_count ALPHA Admission webhook rejection count, identified by name and broken out for each admission type (validating or admit) and operation. Additional labels specify an error type (calling_webhook_error or apiserver_internal_error if an error occurred; no_error otherwise) and optionally a non-zero rejection code if the webhook rejects the request with an HTTP status code (honored by the apiserver when the code is greater or equal to 400). Codes greater than 600 are truncated to 600, to keep the metrics cardinality bounded.
apiserver_admission_webhook_request_total ALPHA Admission webhook request total, identified by name and broken out for each admission type (validating or admit) and operation. Additional labels specify whether the request was rejected or not and an HTTP status code. Codes greater than 600 are truncated to 600, to keep the metrics cardinality bounded.
apiserver_authentication_config_controller_automatic_reload_last_timestamp_seconds BETA Timestamp of the last automatic reload of authentication configuration split by status and apiserver identity.
apiserver_authentication_config_controller_automatic_reloads_total BETA Total number of automatic reloads of authentication configuration split by status and apiserver identity.
apiserver_authentication_jwt_authenticator_latency_seconds ALPHA Latency of jwt authentication operations in seconds. This is the time spent authenticating a token for cache miss only (i.e. when the token is not found in the cache).
apiserver_authorization_config_controller_automatic_reload_last_timestamp_seconds BETA Timestamp of the last automatic reload of authorization configuration split by status and apiserver identity.
apiserver_authorization_config_controller_automatic_reloads_total BETA Total number of automatic reloads of authorization configuration split by status and apiserver identity.
apiserver_cel_compilation_duration_seconds BETA CEL compilation time in seconds.
apiserver_cel_evaluation_duration_seconds BETA CEL evaluation time in seconds.
apiserver_certificates_registry_csr_honored_duration_total ALPHA Total number of issued CSRs with a requested duration that was honored, sliced by signer (only kubernetes.io signer names are specifically identified)
apiserver_certificates_registry_csr_requested_duration_total ALPHA Total number of issued CSRs with a requested duration, sliced by signer (only kubernetes.io signer names are specifically identified)
apiserver_conversion_webhook_duration_seconds ALPHA Conversion webhook request latency
apiserver_conversion_webhook_request_total ALPHA Counter for conversion webhook requests with success/failure and failure error type
apiserver_current_inflight_requests STABLE Maximal number of currently used inflight request limit of this apiserver per request kind in last second.
apiserver_flowcontrol_current_executing_requests BETA Number of requests in initial (for a WATCH) or any (for a non-WATCH) execution stage in the API Priority and Fairness subsystem
apiserver_flowcontrol_current_executing_seats BETA Concurrency (number of seats) occupied by the currently executing (initial stage for a WATCH, any stage otherwise) requests in the API Priority and Fairness subsystem
apiserver_flowcontrol_current_inqueue_requests BETA Number of requests currently pending in queues of the API Priority and Fairness subsystem
apiserver_flowcontrol_current_inqueue_seats ALPHA Number of seats currently pending in queues of the API Priority and Fairness subsystem
apiserver_flowcontrol_current_limit_seats ALPHA current derived number of execution seats available to each priority level
apiserver_flowcontrol_current_r ALPHA R(time of last change)
apiserver_flowcontrol_demand_seats_average ALPHA Time-weighted average, over last adjustment period, of demand_seats
apiserver_flowcontrol_demand_seats_high_watermark ALPHA High watermark, over last adjustment period, of demand_seats
apiserver_flowcontrol_demand_seats_smoothed ALPHA Smoothed seat demands
apiserver_flowcontrol_demand_seats_stdev ALPHA Time-weighted standard deviation, over last adjustment period, of demand_seats
apiserver_flowcontrol_dispatched_requests_total BETA Number of requests executed by API Priority and Fairness subsystem
apiserver_flowcontrol_lower_limit_seats ALPHA Configured lower bound on number of execution seats available to each priority level
apiserver_flowcontrol_nominal_limit_seats BETA Nominal number of execution seats configured for each priority level
apiserver_flowcontrol_rejected_requests_total BETA Number of requests rejected by API Priority and Fairness subsystem
apiserver_flowcontrol_request_dispatch_no_accommodation_total ALPHA Number of times a dispatch attempt resulted in a non accommodation due to lack of available seats
apiserver_flowcontrol_request_execution_seconds ALPHA Duration of initial stage (for a WATCH) or any (for a non-WATCH) stage of request execution in the API Priority and Fairness subsystem
apiserver_flowcontrol_request_queue_length_after_enqueue ALPHA Length of queue in the API Priority and Fairness subsystem, as seen by each request after it is enqueued
apiserver_flowcontrol_request_wait_duration_seconds BETA Length of time a request spent waiting in its queue
apiserver_flowcontrol_seat_fair_frac ALPHA Fair fraction of server's concurrency to allocate to each priority level that can use it
apiserver_flowcontrol_target_seats ALPHA Seat allocation targets
apiserver_flowcontrol_upper_limit_seats ALPHA Configured upper bound on number of execution seats available to each priority level
apiserver_flowcontrol_work_estimated_seats ALPHA Number of estimated seats (maximum of initial and final seats) associated with requests in API Priority and Fairness
apiserver_longrunning_requests STABLE Gauge of all active long-running apiserver requests broken out by verb, group, version, resource, scope and component. Not all requests are tracked this way.
apiserver_request_duration_seconds STABLE Response latency distribution in seconds for each verb, dry run value, group, version, resource, subresource, scope and component.
apiserver_request_total STABLE Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, scope, component, and HTTP response code.
apiserver_requested_deprecated_apis STABLE Gauge of deprecated APIs that have been requested, broken out by API group, version, resource, subresource, and removed_release.
apiserver_response_sizes STABLE Response size distribution in bytes for each group, version, verb, resource, subresource, scope and component.
apiserver_storage_objects STABLE [DEPRECATED, consider using apiserver_resource_objects instead] Number of stored objects at the time of last check split by kind. In case of a fetching error, the value will be -1.
apiserver_storage_size_bytes STABLE Size of the storage database file physically allocated in bytes.
apiserver_validating_admission_policy_check_duration_seconds BETA Validation admission latency for individual validation expressions in seconds, labeled by policy and further including binding and enforcement action taken.
apiserver_validating_admission_policy_check_total BETA Validation admission policy check total, labeled by policy and further identified by binding and enforcement action taken.
apiserver_validation_declarative_validation_mismatch_total BETA Number of times declarative validation results differed from handwritten validation results for core types.
apiserver_validation_declarative_validation_panic_total BETA Number of times declarative validation has panicked during validation.
apiserver_watch_events_total ALPHA Number of events sent in watch clients
authenticated_user_requests ALPHA Counter of authenticated requests broken out by username.
authentication_attempts ALPHA Counter of authenticated attempts.
disabled_metrics_total BETA The count of disabled metrics.
hidden_metrics_total BETA The count of hidden metrics.
kubernetes_feature_enabled BETA This metric records the data about the stage and enablement of a k8s feature.
kubernetes_healthcheck STABLE This metric records the result of a single healthcheck.
kubernetes_healthchecks_total STABLE This metric records the results of all healthcheck.
registered_metrics_total BETA The count of registered metrics broken by stability level and deprecation version.
workqueue_adds_total ALPHA Total number of adds handled by workqueue
workqueue_depth ALPHA Current depth of workqueue
workqueue_longest_running_processor_seconds ALPHA How many seconds has the longest running processor for workqueue been running.
workqueue_queue_duration_seconds ALPHA How long in seconds an item stays in workqueue before being requested.
workqueue_retries_total ALPHA Total number of retries handled by workqueue
workqueue_unfinished_work_seconds ALPHA How many seconds of work has done that is in progress and hasn't been observed by work_duration. Large values indicate stuck threads. One can deduce the number of stuck threads by observing the rate at which this increases.
workqueue_work_duration_seconds ALPHA How long in seconds processing an item from workqueue takes.
engenho_controller_coalesced_events_total - Events coalesced into a tick of an earlier event.
engenho_controller_errors_total - Failed ticks and watches.
engenho_controller_lagged_events_total - Events missed by a slow controller.
engenho_controller_objects_total - Work items, by result.
engenho_controller_tick_seconds - Duration of ticks.
engenho_controller_ticks_total - Ticks, by wake reason.
engenho_event_loop_delay_seconds - Event loop delay since the start, including the sampling interval of 5 ms.
process_cpu_seconds_total - Processor time.
process_cpu_system_seconds_total - Processor time in the kernel.
process_cpu_user_seconds_total - Processor time in user mode.
workqueue_delayed - Keys waiting for a retry or a requeue delay.
`;

/** The descriptions of all metrics. This file is loaded for the first scrape: nothing that counts needs it. */
export const metricCatalogue: ReadonlyMap<string, MetricDescription> = new Map(
  rows
    .trim()
    .split("\n")
    .map((row) => {
      const [name = "", stability = "", ...words] = row.split(" ");
      const description = {
        stability: (stability === "-" ? "" : stability) as Stability,
        help: words.join(" ").trim(),
      };
      return [name, description] as const;
    }),
);
