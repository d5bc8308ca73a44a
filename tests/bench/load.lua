-- wrk's script: POST to each path in turn, with a fresh tap in every request.
-- Arguments: token ("-" for none), run number, "tap" | "empty" | JSON body, then the paths.
local thread_number = 0

function setup(thread)
  thread:set("number", thread_number)
  thread_number = thread_number + 1
end

function init(args)
  token, run, kind = args[1], tonumber(args[2]), args[3]
  paths, turn, count = {}, 0, 0
  for index = 4, #args do paths[#paths + 1] = args[index] end
  headers = { ["Content-Type"] = "application/json" }
  if token ~= "-" then headers["Authorization"] = "Bearer " .. token end
end

local function tap()
  count = count + 1
  return string.format("%08x-%04x-4000-8000-%012x", run, number, count)
end

function request()
  turn = turn % #paths + 1
  local body = "{}"
  if kind == "tap" then
    body = string.format('{"line":"ho-tich","tap":"%s"}', tap())
  end
  return wrk.format("POST", paths[turn], headers, body)
end

function response(status)
  if status >= 400 then refused = (refused or 0) + 1 end
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"seconds":%.6f,"p50_ms":%.3f,"p99_ms":%.3f,"http_errors":%d,"socket_errors":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
