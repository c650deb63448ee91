package main

import (
	"bufio"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
)

const (
	magic     = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
	opClose   = 8
	opPing    = 9
	opPong    = 10
	mostBytes = 1 << 20
)

// Echoes each message until the other side closes (RFC 6455; messages in one frame only).
func webSocket(conduct *conduct, out http.ResponseWriter, in *http.Request) {
	key := in.Header.Get("Sec-WebSocket-Key")
	if !strings.EqualFold(in.Header.Get("Upgrade"), "websocket") || key == "" {
		http.Error(out, "a WebSocket is expected here", http.StatusUpgradeRequired)
		return
	}
	connection, stream, err := out.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer connection.Close()
	atomic.AddInt64(&sockets, 1)
	defer atomic.AddInt64(&sockets, -1)
	sum := sha1.Sum([]byte(key + magic))
	fmt.Fprintf(stream, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"X-Version: %s\r\nX-Colour: %s\r\nSec-WebSocket-Accept: %s\r\n\r\n",
		conduct.version(), colour(), base64.StdEncoding.EncodeToString(sum[:]))
	stream.Flush()
	for {
		operation, message, err := read(stream.Reader)
		if err != nil {
			return
		}
		if operation == opPing {
			operation = opPong
		}
		if write(stream.Writer, operation, message) != nil || operation == opClose {
			return
		}
	}
}

func read(in *bufio.Reader) (byte, []byte, error) {
	head := make([]byte, 2)
	if _, err := io.ReadFull(in, head); err != nil {
		return 0, nil, err
	}
	length := uint64(head[1] & 0x7f)
	wide := map[uint64]int{126: 2, 127: 8}[length]
	more := make([]byte, wide+4)
	if _, err := io.ReadFull(in, more); err != nil {
		return 0, nil, err
	}
	switch wide {
	case 2:
		length = uint64(binary.BigEndian.Uint16(more))
	case 8:
		length = binary.BigEndian.Uint64(more)
	}
	if length > mostBytes || head[1]&0x80 == 0 {
		return 0, nil, io.ErrUnexpectedEOF
	}
	message := make([]byte, length)
	if _, err := io.ReadFull(in, message); err != nil {
		return 0, nil, err
	}
	for i := range message {
		message[i] ^= more[wide+i%4]
	}
	return head[0] & 0x0f, message, nil
}

func write(out *bufio.Writer, operation byte, message []byte) error {
	out.WriteByte(0x80 | operation)
	switch {
	case len(message) < 126:
		out.WriteByte(byte(len(message)))
	case len(message) < 1<<16:
		out.WriteByte(126)
		binary.Write(out, binary.BigEndian, uint16(len(message)))
	default:
		out.WriteByte(127)
		binary.Write(out, binary.BigEndian, uint64(len(message)))
	}
	out.Write(message)
	return out.Flush()
}
