-- What wrk measured, in full, on one line.
done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    "measured requests=%d bytes=%d micros=%d errors=%d p50=%d p99=%d p999=%d\n",
    summary.requests, summary.bytes, summary.duration,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end
