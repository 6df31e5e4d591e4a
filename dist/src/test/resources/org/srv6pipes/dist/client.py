# A client of nobody's making but its own: sets IPV6_RTHDR itself, with the prototype's return-path TLV.
# client.py SERVER PORT CLIENT SID[,SID...] MESSAGE
import socket
import sys

server, port, client, sids, message = sys.argv[1:]
address = lambda text: socket.inet_pton(socket.AF_INET6, text)
path = sids.split(",")
segments = [address(server)] + [address(sid) for sid in reversed(path)]
entries = [address(client)] + [address(sid) for sid in path]
tlv = bytes([6, 6 + 16 * len(entries), 0, 0, 0, 0, 0, 0]) + b"".join(entries)
body = b"".join(segments) + tlv
last = len(segments) - 1
header = bytes([0, len(body) // 8, 4, last, last, 0, 0, 0]) + body

connection = socket.socket(socket.AF_INET6)
connection.settimeout(10)
connection.setsockopt(socket.IPPROTO_IPV6, 57, header)  # IPV6_RTHDR of linux/in6.h
connection.connect((server, int(port)))
connection.sendall(message.encode())
connection.shutdown(socket.SHUT_WR)
answer = b""
while piece := connection.recv(65536):
    answer += piece
print(connection.getsockname()[1], answer.decode())
