/**
 * The functions of the environment in which Kubernetes 1.34 compiles expressions that are stored, library by library:
 * name, id of the overload, whether it is a member, parameters, result. From cel-go v0.26 (common/stdlib, cel/library.go,
 * ext) and k8s.io/apiserver v0.34 (pkg/cel/library, pkg/cel/environment/base.go). Type parameters are A, B, C in the order in
 * which they appear. Left out: the old names of `in` and of @not_strictly_false, which no text can call.
 */
export const upstreamFunctions: Readonly<Record<string, string>> = {
  standard: `
    !_ | logical_not | global | bool | bool
    -_ | negate_double | global | double | double
    -_ | negate_int64 | global | int | int
    @in | in_list | global | A, list(A) | bool
    @in | in_map | global | A, map(A, B) | bool
    @not_strictly_false | not_strictly_false | global | bool | bool
    _!=_ | not_equals | global | A, A | bool
    _%_ | modulo_int64 | global | int, int | int
    _%_ | modulo_uint64 | global | uint, uint | uint
    _&&_ | logical_and | global | bool, bool | bool
    _*_ | multiply_double | global | double, double | double
    _*_ | multiply_int64 | global | int, int | int
    _*_ | multiply_uint64 | global | uint, uint | uint
    _+_ | add_bytes | global | bytes, bytes | bytes
    _+_ | add_double | global | double, double | double
    _+_ | add_duration_duration | global | google.protobuf.Duration, google.protobuf.Duration | google.protobuf.Duration
    _+_ | add_duration_timestamp | global | google.protobuf.Duration, google.protobuf.Timestamp | google.protobuf.Timestamp
    _+_ | add_int64 | global | int, int | int
    _+_ | add_list | global | list(A), list(A) | list(A)
    _+_ | add_string | global | string, string | string
    _+_ | add_timestamp_duration | global | google.protobuf.Timestamp, google.protobuf.Duration | google.protobuf.Timestamp
    _+_ | add_uint64 | global | uint, uint | uint
    _-_ | subtract_double | global | double, double | double
    _-_ | subtract_duration_duration | global | google.protobuf.Duration, google.protobuf.Duration | google.protobuf.Duration
    _-_ | subtract_int64 | global | int, int | int
    _-_ | subtract_timestamp_duration | global | google.protobuf.Timestamp, google.protobuf.Duration | google.protobuf.Timestamp
    _-_ | subtract_timestamp_timestamp | global | google.protobuf.Timestamp, google.protobuf.Timestamp | google.protobuf.Duration
    _-_ | subtract_uint64 | global | uint, uint | uint
    _/_ | divide_double | global | double, double | double
    _/_ | divide_int64 | global | int, int | int
    _/_ | divide_uint64 | global | uint, uint | uint
    _<=_ | less_equals_bool | global | bool, bool | bool
    _<=_ | less_equals_bytes | global | bytes, bytes | bool
    _<=_ | less_equals_double | global | double, double | bool
    _<=_ | less_equals_double_int64 | global | double, int | bool
    _<=_ | less_equals_double_uint64 | global | double, uint | bool
    _<=_ | less_equals_duration | global | google.protobuf.Duration, google.protobuf.Duration | bool
    _<=_ | less_equals_int64 | global | int, int | bool
    _<=_ | less_equals_int64_double | global | int, double | bool
    _<=_ | less_equals_int64_uint64 | global | int, uint | bool
    _<=_ | less_equals_string | global | string, string | bool
    _<=_ | less_equals_timestamp | global | google.protobuf.Timestamp, google.protobuf.Timestamp | bool
    _<=_ | less_equals_uint64 | global | uint, uint | bool
    _<=_ | less_equals_uint64_double | global | uint, double | bool
    _<=_ | less_equals_uint64_int64 | global | uint, int | bool
    _<_ | less_bool | global | bool, bool | bool
    _<_ | less_bytes | global | bytes, bytes | bool
    _<_ | less_double | global | double, double | bool
    _<_ | less_double_int64 | global | double, int | bool
    _<_ | less_double_uint64 | global | double, uint | bool
    _<_ | less_duration | global | google.protobuf.Duration, google.protobuf.Duration | bool
    _<_ | less_int64 | global | int, int | bool
    _<_ | less_int64_double | global | int, double | bool
    _<_ | less_int64_uint64 | global | int, uint | bool
    _<_ | less_string | global | string, string | bool
    _<_ | less_timestamp | global | google.protobuf.Timestamp, google.protobuf.Timestamp | bool
    _<_ | less_uint64 | global | uint, uint | bool
    _<_ | less_uint64_double | global | uint, double | bool
    _<_ | less_uint64_int64 | global | uint, int | bool
    _==_ | equals | global | A, A | bool
    _>=_ | greater_equals_bool | global | bool, bool | bool
    _>=_ | greater_equals_bytes | global | bytes, bytes | bool
    _>=_ | greater_equals_double | global | double, double | bool
    _>=_ | greater_equals_double_int64 | global | double, int | bool
    _>=_ | greater_equals_double_uint64 | global | double, uint | bool
    _>=_ | greater_equals_duration | global | google.protobuf.Duration, google.protobuf.Duration | bool
    _>=_ | greater_equals_int64 | global | int, int | bool
    _>=_ | greater_equals_int64_double | global | int, double | bool
    _>=_ | greater_equals_int64_uint64 | global | int, uint | bool
    _>=_ | greater_equals_string | global | string, string | bool
    _>=_ | greater_equals_timestamp | global | google.protobuf.Timestamp, google.protobuf.Timestamp | bool
    _>=_ | greater_equals_uint64 | global | uint, uint | bool
    _>=_ | greater_equals_uint64_double | global | uint, double | bool
    _>=_ | greater_equals_uint64_int64 | global | uint, int | bool
    _>_ | greater_bool | global | bool, bool | bool
    _>_ | greater_bytes | global | bytes, bytes | bool
    _>_ | greater_double | global | double, double | bool
    _>_ | greater_double_int64 | global | double, int | bool
    _>_ | greater_double_uint64 | global | double, uint | bool
    _>_ | greater_duration | global | google.protobuf.Duration, google.protobuf.Duration | bool
    _>_ | greater_int64 | global | int, int | bool
    _>_ | greater_int64_double | global | int, double | bool
    _>_ | greater_int64_uint64 | global | int, uint | bool
    _>_ | greater_string | global | string, string | bool
    _>_ | greater_timestamp | global | google.protobuf.Timestamp, google.protobuf.Timestamp | bool
    _>_ | greater_uint64 | global | uint, uint | bool
    _>_ | greater_uint64_double | global | uint, double | bool
    _>_ | greater_uint64_int64 | global | uint, int | bool
    _?_:_ | conditional | global | bool, A, A | A
    _[_] | index_list | global | list(A), int | A
    _[_] | index_map | global | map(A, B), A | B
    _||_ | logical_or | global | bool, bool | bool
    bool | bool_to_bool | global | bool | bool
    bool | string_to_bool | global | string | bool
    bytes | bytes_to_bytes | global | bytes | bytes
    bytes | string_to_bytes | global | string | bytes
    contains | contains_string | member | string, string | bool
    double | double_to_double | global | double | double
    double | int64_to_double | global | int | double
    double | string_to_double | global | string | double
    double | uint64_to_double | global | uint | double
    duration | duration_to_duration | global | google.protobuf.Duration | google.protobuf.Duration
    duration | int64_to_duration | global | int | google.protobuf.Duration
    duration | string_to_duration | global | string | google.protobuf.Duration
    dyn | to_dyn | global | A | dyn
    endsWith | ends_with_string | member | string, string | bool
    getDate | timestamp_to_day_of_month_1_based | member | google.protobuf.Timestamp | int
    getDate | timestamp_to_day_of_month_1_based_with_tz | member | google.protobuf.Timestamp, string | int
    getDayOfMonth | timestamp_to_day_of_month | member | google.protobuf.Timestamp | int
    getDayOfMonth | timestamp_to_day_of_month_with_tz | member | google.protobuf.Timestamp, string | int
    getDayOfWeek | timestamp_to_day_of_week | member | google.protobuf.Timestamp | int
    getDayOfWeek | timestamp_to_day_of_week_with_tz | member | google.protobuf.Timestamp, string | int
    getDayOfYear | timestamp_to_day_of_year | member | google.protobuf.Timestamp | int
    getDayOfYear | timestamp_to_day_of_year_with_tz | member | google.protobuf.Timestamp, string | int
    getFullYear | timestamp_to_year | member | google.protobuf.Timestamp | int
    getFullYear | timestamp_to_year_with_tz | member | google.protobuf.Timestamp, string | int
    getHours | duration_to_hours | member | google.protobuf.Duration | int
    getHours | timestamp_to_hours | member | google.protobuf.Timestamp | int
    getHours | timestamp_to_hours_with_tz | member | google.protobuf.Timestamp, string | int
    getMilliseconds | duration_to_milliseconds | member | google.protobuf.Duration | int
    getMilliseconds | timestamp_to_milliseconds | member | google.protobuf.Timestamp | int
    getMilliseconds | timestamp_to_milliseconds_with_tz | member | google.protobuf.Timestamp, string | int
    getMinutes | duration_to_minutes | member | google.protobuf.Duration | int
    getMinutes | timestamp_to_minutes | member | google.protobuf.Timestamp | int
    getMinutes | timestamp_to_minutes_with_tz | member | google.protobuf.Timestamp, string | int
    getMonth | timestamp_to_month | member | google.protobuf.Timestamp | int
    getMonth | timestamp_to_month_with_tz | member | google.protobuf.Timestamp, string | int
    getSeconds | duration_to_seconds | member | google.protobuf.Duration | int
    getSeconds | timestamp_to_seconds | member | google.protobuf.Timestamp | int
    getSeconds | timestamp_to_seconds_tz | member | google.protobuf.Timestamp, string | int
    int | double_to_int64 | global | double | int
    int | duration_to_int64 | global | google.protobuf.Duration | int
    int | int64_to_int64 | global | int | int
    int | string_to_int64 | global | string | int
    int | timestamp_to_int64 | global | google.protobuf.Timestamp | int
    int | uint64_to_int64 | global | uint | int
    matches | matches | global | string, string | bool
    matches | matches_string | member | string, string | bool
    size | bytes_size | member | bytes | int
    size | list_size | member | list(A) | int
    size | map_size | member | map(A, B) | int
    size | size_bytes | global | bytes | int
    size | size_list | global | list(A) | int
    size | size_map | global | map(A, B) | int
    size | size_string | global | string | int
    size | string_size | member | string | int
    startsWith | starts_with_string | member | string, string | bool
    string | bool_to_string | global | bool | string
    string | bytes_to_string | global | bytes | string
    string | double_to_string | global | double | string
    string | duration_to_string | global | google.protobuf.Duration | string
    string | int64_to_string | global | int | string
    string | string_to_string | global | string | string
    string | timestamp_to_string | global | google.protobuf.Timestamp | string
    string | uint64_to_string | global | uint | string
    timestamp | int64_to_timestamp | global | int | google.protobuf.Timestamp
    timestamp | string_to_timestamp | global | string | google.protobuf.Timestamp
    timestamp | timestamp_to_timestamp | global | google.protobuf.Timestamp | google.protobuf.Timestamp
    type | type | global | A | type(A)
    uint | double_to_uint64 | global | double | uint
    uint | int64_to_uint64 | global | int | uint
    uint | string_to_uint64 | global | string | uint
    uint | uint64_to_uint64 | global | uint | uint
  `,
  strings: `
    charAt | string_char_at_int | member | string, int | string
    format | string_format | member | string, list(dyn) | string
    indexOf | string_index_of_string | member | string, string | int
    indexOf | string_index_of_string_int | member | string, string, int | int
    join | list_join | member | list(string) | string
    join | list_join_string | member | list(string), string | string
    lastIndexOf | string_last_index_of_string | member | string, string | int
    lastIndexOf | string_last_index_of_string_int | member | string, string, int | int
    lowerAscii | string_lower_ascii | member | string | string
    replace | string_replace_string_string | member | string, string, string | string
    replace | string_replace_string_string_int | member | string, string, string, int | string
    split | string_split_string | member | string, string | list(string)
    split | string_split_string_int | member | string, string, int | list(string)
    strings.quote | strings_quote | global | string | string
    substring | string_substring_int | member | string, int | string
    substring | string_substring_int_int | member | string, int, int | string
    trim | string_trim | member | string | string
    upperAscii | string_upper_ascii | member | string | string
  `,
  sets: `
    sets.contains | list_sets_contains_list | global | list(A), list(A) | bool
    sets.equivalent | list_sets_equivalent_list | global | list(A), list(A) | bool
    sets.intersects | list_sets_intersects_list | global | list(A), list(A) | bool
  `,
  lists: `
    @sortByAssociatedKeys | list_bool_sortByAssociatedKeys | member | list(A), list(bool) | list(A)
    @sortByAssociatedKeys | list_bytes_sortByAssociatedKeys | member | list(A), list(bytes) | list(A)
    @sortByAssociatedKeys | list_double_sortByAssociatedKeys | member | list(A), list(double) | list(A)
    @sortByAssociatedKeys | list_google.protobuf.Duration_sortByAssociatedKeys | member | list(A), list(google.protobuf.Duration) | list(A)
    @sortByAssociatedKeys | list_google.protobuf.Timestamp_sortByAssociatedKeys | member | list(A), list(google.protobuf.Timestamp) | list(A)
    @sortByAssociatedKeys | list_int_sortByAssociatedKeys | member | list(A), list(int) | list(A)
    @sortByAssociatedKeys | list_string_sortByAssociatedKeys | member | list(A), list(string) | list(A)
    @sortByAssociatedKeys | list_uint_sortByAssociatedKeys | member | list(A), list(uint) | list(A)
    distinct | list_distinct | member | list(A) | list(A)
    flatten | list_flatten | member | list(list(A)) | list(A)
    flatten | list_flatten_int | member | list(dyn), int | list(dyn)
    lists.range | lists_range | global | int | list(int)
    reverse | list_reverse | member | list(A) | list(A)
    slice | list_slice | member | list(A), int, int | list(A)
    sort | list_bool_sort | member | list(bool) | list(bool)
    sort | list_bytes_sort | member | list(bytes) | list(bytes)
    sort | list_double_sort | member | list(double) | list(double)
    sort | list_google.protobuf.Duration_sort | member | list(google.protobuf.Duration) | list(google.protobuf.Duration)
    sort | list_google.protobuf.Timestamp_sort | member | list(google.protobuf.Timestamp) | list(google.protobuf.Timestamp)
    sort | list_int_sort | member | list(int) | list(int)
    sort | list_string_sort | member | list(string) | list(string)
    sort | list_uint_sort | member | list(uint) | list(uint)
  `,
  "two-variable comprehensions": `
    cel.@mapInsert | @mapInsert_map_key_value | global | map(A, B), A, B | map(A, B)
    cel.@mapInsert | @mapInsert_map_map | global | map(A, B), map(A, B) | map(A, B)
  `,
  optional: `
    _?._ | select_optional_field | global | dyn, string | optional_type(A)
    _[?_] | list_optindex_optional_int | global | list(A), int | optional_type(A)
    _[?_] | map_optindex_optional_value | global | map(A, B), A | optional_type(B)
    _[?_] | optional_list_optindex_optional_int | global | optional_type(list(A)), int | optional_type(A)
    _[?_] | optional_map_optindex_optional_value | global | optional_type(map(A, B)), A | optional_type(B)
    _[_] | optional_list_index_int | global | optional_type(list(A)), int | optional_type(A)
    _[_] | optional_map_index_value | global | optional_type(map(A, B)), A | optional_type(B)
    first | list_first | member | list(A) | optional_type(A)
    hasValue | optional_hasValue | member | optional_type(A) | bool
    last | list_last | member | list(A) | optional_type(A)
    optional.none | optional_none | global |  | optional_type(A)
    optional.of | optional_of | global | A | optional_type(A)
    optional.ofNonZeroValue | optional_ofNonZeroValue | global | A | optional_type(A)
    optional.unwrap | optional_unwrap | global | list(optional_type(A)) | list(A)
    or | optional_or_optional | member | optional_type(A), optional_type(A) | optional_type(A)
    orValue | optional_orValue_value | member | optional_type(A), A | A
    unwrapOpt | optional_unwrapOpt | member | list(optional_type(A)) | list(A)
    value | optional_value | member | optional_type(A) | A
  `,
  "kubernetes.urls": `
    getEscapedPath | url_get_escaped_path | member | kubernetes.URL | string
    getHost | url_get_host | member | kubernetes.URL | string
    getHostname | url_get_hostname | member | kubernetes.URL | string
    getPort | url_get_port | member | kubernetes.URL | string
    getQuery | url_get_query | member | kubernetes.URL | map(string, list(string))
    getScheme | url_get_scheme | member | kubernetes.URL | string
    isURL | is_url_string | global | string | bool
    url | string_to_url | global | string | kubernetes.URL
  `,
  "kubernetes.regex": `
    find | string_find_string | member | string, string | string
    findAll | string_find_all_string | member | string, string | list(string)
    findAll | string_find_all_string_int | member | string, string, int | list(string)
  `,
  "kubernetes.quantity": `
    add | quantity_add | member | kubernetes.Quantity, kubernetes.Quantity | kubernetes.Quantity
    add | quantity_add_int | member | kubernetes.Quantity, int | kubernetes.Quantity
    asApproximateFloat | quantity_get_float | member | kubernetes.Quantity | double
    asInteger | quantity_get_int | member | kubernetes.Quantity | int
    compareTo | quantity_compare_to | member | kubernetes.Quantity, kubernetes.Quantity | int
    isGreaterThan | quantity_is_greater_than | member | kubernetes.Quantity, kubernetes.Quantity | bool
    isInteger | quantity_is_integer | member | kubernetes.Quantity | bool
    isLessThan | quantity_is_less_than | member | kubernetes.Quantity, kubernetes.Quantity | bool
    isQuantity | is_quantity_string | global | string | bool
    quantity | string_to_quantity | global | string | kubernetes.Quantity
    sign | quantity_sign | global | kubernetes.Quantity | int
    sub | quantity_sub | member | kubernetes.Quantity, kubernetes.Quantity | kubernetes.Quantity
    sub | quantity_sub_int | member | kubernetes.Quantity, int | kubernetes.Quantity
  `,
  "kubernetes.net.ip": `
    family | ip_family | member | net.IP | int
    ip | string_to_ip | global | string | net.IP
    ip.isCanonical | ip_is_canonical | global | string | bool
    isGlobalUnicast | ip_is_global_unicast | member | net.IP | bool
    isIP | is_ip | global | string | bool
    isLinkLocalMulticast | ip_is_link_local_multicast | member | net.IP | bool
    isLinkLocalUnicast | ip_is_link_local_unicast | member | net.IP | bool
    isLoopback | ip_is_loopback | member | net.IP | bool
    isUnspecified | ip_is_unspecified | member | net.IP | bool
    string | ip_to_string | global | net.IP | string
  `,
  "kubernetes.net.cidr": `
    cidr | string_to_cidr | global | string | net.CIDR
    containsCIDR | cidr_contains_cidr | member | net.CIDR, net.CIDR | bool
    containsCIDR | cidr_contains_cidr_string | member | net.CIDR, string | bool
    containsIP | cidr_contains_ip_ip | member | net.CIDR, net.IP | bool
    containsIP | cidr_contains_ip_string | member | net.CIDR, string | bool
    ip | cidr_ip | member | net.CIDR | net.IP
    isCIDR | is_cidr | global | string | bool
    masked | cidr_masked | member | net.CIDR | net.CIDR
    prefixLength | cidr_prefix_length | member | net.CIDR | int
    string | cidr_to_string | global | net.CIDR | string
  `,
  "kubernetes.Semver": `
    compareTo | semver_compare_to | member | kubernetes.Semver, kubernetes.Semver | int
    isGreaterThan | semver_is_greater_than | member | kubernetes.Semver, kubernetes.Semver | bool
    isLessThan | semver_is_less_than | member | kubernetes.Semver, kubernetes.Semver | bool
    isSemver | is_semver_string | global | string | bool
    isSemver | is_semver_string_bool | global | string, bool | bool
    major | semver_major | member | kubernetes.Semver | int
    minor | semver_minor | member | kubernetes.Semver | int
    patch | semver_patch | member | kubernetes.Semver | int
    semver | string_bool_to_semver | global | string, bool | kubernetes.Semver
    semver | string_to_semver | global | string | kubernetes.Semver
  `,
  "kubernetes.lists": `
    indexOf | list_a_index_of_int | member | list(A), A | int
    isSorted | list_bool_is_sorted_bool | member | list(bool) | bool
    isSorted | list_bytes_is_sorted_bool | member | list(bytes) | bool
    isSorted | list_double_is_sorted_bool | member | list(double) | bool
    isSorted | list_duration_is_sorted_bool | member | list(google.protobuf.Duration) | bool
    isSorted | list_int_is_sorted_bool | member | list(int) | bool
    isSorted | list_string_is_sorted_bool | member | list(string) | bool
    isSorted | list_timestamp_is_sorted_bool | member | list(google.protobuf.Timestamp) | bool
    isSorted | list_uint_is_sorted_bool | member | list(uint) | bool
    lastIndexOf | list_a_last_index_of_int | member | list(A), A | int
    max | list_bool_max_bool | member | list(bool) | bool
    max | list_bytes_max_bytes | member | list(bytes) | bytes
    max | list_double_max_double | member | list(double) | double
    max | list_duration_max_duration | member | list(google.protobuf.Duration) | google.protobuf.Duration
    max | list_int_max_int | member | list(int) | int
    max | list_string_max_string | member | list(string) | string
    max | list_timestamp_max_timestamp | member | list(google.protobuf.Timestamp) | google.protobuf.Timestamp
    max | list_uint_max_uint | member | list(uint) | uint
    min | list_bool_min_bool | member | list(bool) | bool
    min | list_bytes_min_bytes | member | list(bytes) | bytes
    min | list_double_min_double | member | list(double) | double
    min | list_duration_min_duration | member | list(google.protobuf.Duration) | google.protobuf.Duration
    min | list_int_min_int | member | list(int) | int
    min | list_string_min_string | member | list(string) | string
    min | list_timestamp_min_timestamp | member | list(google.protobuf.Timestamp) | google.protobuf.Timestamp
    min | list_uint_min_uint | member | list(uint) | uint
    sum | list_double_sum_double | member | list(double) | double
    sum | list_duration_sum_duration | member | list(google.protobuf.Duration) | google.protobuf.Duration
    sum | list_int_sum_int | member | list(int) | int
    sum | list_uint_sum_uint | member | list(uint) | uint
  `,
  "kubernetes.format": `
    format.byte | format.byte | global |  | kubernetes.NamedFormat
    format.date | format.date | global |  | kubernetes.NamedFormat
    format.datetime | format.datetime | global |  | kubernetes.NamedFormat
    format.dns1035Label | format.dns1035Label | global |  | kubernetes.NamedFormat
    format.dns1035LabelPrefix | format.dns1035LabelPrefix | global |  | kubernetes.NamedFormat
    format.dns1123Label | format.dns1123Label | global |  | kubernetes.NamedFormat
    format.dns1123LabelPrefix | format.dns1123LabelPrefix | global |  | kubernetes.NamedFormat
    format.dns1123Subdomain | format.dns1123Subdomain | global |  | kubernetes.NamedFormat
    format.dns1123SubdomainPrefix | format.dns1123SubdomainPrefix | global |  | kubernetes.NamedFormat
    format.labelValue | format.labelValue | global |  | kubernetes.NamedFormat
    format.named | format-named | global | string | optional_type(kubernetes.NamedFormat)
    format.qualifiedName | format.qualifiedName | global |  | kubernetes.NamedFormat
    format.uri | format.uri | global |  | kubernetes.NamedFormat
    format.uuid | format.uuid | global |  | kubernetes.NamedFormat
    validate | format-validate | member | kubernetes.NamedFormat, string | optional_type(list(string))
  `,
  "kubernetes.authz": `
    allowed | decision_allowed | member | kubernetes.authorization.Decision | bool
    check | pathcheck_check | member | kubernetes.authorization.PathCheck, string | kubernetes.authorization.Decision
    check | resourcecheck_check | member | kubernetes.authorization.ResourceCheck, string | kubernetes.authorization.Decision
    error | decision_error | member | kubernetes.authorization.Decision | string
    errored | decision_errored | member | kubernetes.authorization.Decision | bool
    group | authorizer_group | member | kubernetes.authorization.Authorizer, string | kubernetes.authorization.GroupCheck
    name | resourcecheck_name | member | kubernetes.authorization.ResourceCheck, string | kubernetes.authorization.ResourceCheck
    namespace | resourcecheck_namespace | member | kubernetes.authorization.ResourceCheck, string | kubernetes.authorization.ResourceCheck
    path | authorizer_path | member | kubernetes.authorization.Authorizer, string | kubernetes.authorization.PathCheck
    reason | decision_reason | member | kubernetes.authorization.Decision | string
    resource | groupcheck_resource | member | kubernetes.authorization.GroupCheck, string | kubernetes.authorization.ResourceCheck
    serviceAccount | authorizer_serviceaccount | member | kubernetes.authorization.Authorizer, string, string | kubernetes.authorization.Authorizer
    subresource | resourcecheck_subresource | member | kubernetes.authorization.ResourceCheck, string | kubernetes.authorization.ResourceCheck
  `,
  "kubernetes.authzSelectors": `
    fieldSelector | authorizer_fieldselector | member | kubernetes.authorization.ResourceCheck, string | kubernetes.authorization.ResourceCheck
    labelSelector | authorizer_labelselector | member | kubernetes.authorization.ResourceCheck, string | kubernetes.authorization.ResourceCheck
  `,
};
