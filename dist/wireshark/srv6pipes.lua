-- What srv6pipes adds to the segment routing header: the parts of a SID and the return path.
-- Copy it to the folder of personal Lua plugins (Help, About, Folders), or: tshark -X lua_script:srv6pipes.lua -r FILE
-- Filters: srv6pipes.function.name == "xor", srv6pipes.return.segleft == 1. Numbers that an operator gave to functions
-- are in the configuration; the table below has those that functions come with.

local NAMES = {
  [0x0001] = "identity", [0x0010] = "zstd-compress", [0x0011] = "zstd-decompress", [0x0012] = "lz4-compress",
  [0x0013] = "lz4-decompress", [0x0020] = "encrypt", [0x0021] = "decrypt", [0x0030] = "exec", [0x0031] = "replace",
  [0x0032] = "base64-encode", [0x0033] = "base64-decode", [0x0040] = "tee", [0x0041] = "meter", [0x0042] = "shape",
  [0xaaaa] = "xor", [0xaaab] = "leet",
}
local ROUTING_TYPE_SRH, PAD1, ADDRESS = 4, 0, 16

local protocol = Proto("srv6pipes", "srv6pipes")
protocol.prefs.prefix_bytes = Pref.uint("Bytes of a proxy's prefix", 10, "The first number of sid-layout, by 8")
protocol.prefs.tlv_type = Pref.uint("Type of the return path", 6, "return-path-type of the configuration")

local fields = {
  sid = ProtoField.ipv6("srv6pipes.sid", "SID"),
  active = ProtoField.ipv6("srv6pipes.sid.active", "SID where the packet goes now"),
  fn = ProtoField.uint16("srv6pipes.function", "Function", base.HEX, NAMES),
  name = ProtoField.string("srv6pipes.function.name", "Function name"),
  parameters = ProtoField.uint32("srv6pipes.parameters", "Parameters", base.HEX),
  back = ProtoField.none("srv6pipes.return", "Return path"),
  back_left = ProtoField.uint8("srv6pipes.return.segleft", "Segments left on the return path"),
  back_segment = ProtoField.ipv6("srv6pipes.return.segment", "Segment of the return path"),
}
protocol.fields = { fields.sid, fields.active, fields.fn, fields.name, fields.parameters, fields.back, fields.back_left,
  fields.back_segment }

local routing_length = Field.new("ipv6.routing.len")
local routing_type = Field.new("ipv6.routing.type")

-- A segment and, where its function has a name, what it asks for.
local function add_segment(tree, field, range, is_end)
  local item = tree:add(field, range)
  local at = protocol.prefs.prefix_bytes
  local name = NAMES[range(at, 2):uint()]
  if is_end or not name then return item end
  item:append_text(" " .. name)
  item:add(fields.fn, range(at, 2))
  item:add(fields.name, range(at, 2), name)
  if at + 6 <= ADDRESS then item:add(fields.parameters, range(at + 2, 4)) end
  return item
end

-- type, 6 + 16 n, five zeros, segments left, n segments: the first of them is the client.
local function add_return_path(tree, tlv)
  local item = tree:add(fields.back, tlv)
  local left = tlv(7, 1):uint()
  item:add(fields.back_left, tlv(7, 1))
  for at = 8, tlv:len() - ADDRESS, ADDRESS do
    local index = (at - 8) / ADDRESS
    local segment = add_segment(item, fields.back_segment, tlv(at, ADDRESS), index == 0)
    if index == left then segment:append_text("  < next") end
  end
end

local function add_tlvs(tree, header, from)
  local at = from
  while at < header:len() do
    local type = header(at, 1):uint()
    local length = 1
    if type ~= PAD1 then
      if at + 2 > header:len() then return end
      length = 2 + header(at + 1, 1):uint()
      if at + length > header:len() then return end
      if type == protocol.prefs.tlv_type and length >= 8 and (length - 8) % ADDRESS == 0 then
        add_return_path(tree, header(at, length))
      end
    end
    at = at + length
  end
end

function protocol.dissector(buffer, packet, root)
  local length, type = routing_length(), routing_type()
  if not length or not type or type.value ~= ROUTING_TYPE_SRH then return end
  local start, size = length.offset - 1, 8 * (length.value + 1)
  if start + size > buffer:len() then return end
  local header = buffer(start, size)
  local segments, left = header(4, 1):uint() + 1, header(3, 1):uint()
  if 8 + ADDRESS * segments > size then return end
  local tree = root:add(protocol, header)
  for index = segments - 1, 0, -1 do
    local range = header(8 + ADDRESS * index, ADDRESS)
    local item = add_segment(tree, index == left and fields.active or fields.sid, range, index == 0)
    if index == left then item:append_text("  < now") end
  end
  add_tlvs(tree, header, 8 + ADDRESS * segments)
end

register_postdissector(protocol)
