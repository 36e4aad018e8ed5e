"""A TLS server on loopback for tests: answers GET with a fixed body, and echoes WebSocket texts.

Usage: tls_server.py CERTIFICATE KEY. Prints its port, then the path of each request it could decrypt. Ends when its standard input does.
"""
import base64
import hashlib
import os
import socket
import ssl
import struct
import sys
import threading

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])


def exactly(stream, count):
    data = b""
    while len(data) < count:
        more = stream.recv(count - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def echo(stream):
    while True:
        first, second = exactly(stream, 2)
        length = second & 127
        if length == 126:
            (length,) = struct.unpack(">H", exactly(stream, 2))
        elif length == 127:
            (length,) = struct.unpack(">Q", exactly(stream, 8))
        mask = exactly(stream, 4)
        payload = bytes(byte ^ mask[index & 3] for index, byte in enumerate(exactly(stream, length)))
        if first & 15 == 8:
            return
        if length < 126:
            head = bytes([first, length])
        elif length < 65536:
            head = bytes([first, 126]) + struct.pack(">H", length)
        else:
            head = bytes([first, 127]) + struct.pack(">Q", length)
        stream.sendall(head + payload)


def serve(raw):
    try:
        raw.settimeout(120)
        with context.wrap_socket(raw, server_side=True) as stream:
            head = b""
            while b"\r\n\r\n" not in head:
                more = stream.recv(4096)
                if not more:
                    return
                head += more
            print(head.split(b" ")[1].decode(), flush=True)
            key = [line[19:] for line in head.decode().split("\r\n") if line.startswith("Sec-WebSocket-Key: ")]
            if not key:
                stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\nprivate")
                return
            digest = hashlib.sha1((key[0] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
            stream.sendall(
                b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                + base64.b64encode(digest) + b"\r\n\r\n")
            echo(stream)
    except (OSError, EOFError):
        return


def accept(listener):
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()


listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
threading.Thread(target=accept, args=(listener,), daemon=True).start()
sys.stdin.read()
os._exit(0)
