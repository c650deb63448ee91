package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// What is open now, and what there was.
var open, sockets, requests int64

// Answers everything; a path may stand below a prefix, as it does behind a proxy that keeps it.
func handler(conduct *conduct) http.Handler {
	return http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		atomic.AddInt64(&requests, 1)
		atomic.AddInt64(&open, 1)
		defer atomic.AddInt64(&open, -1)
		out.Header().Set("X-Version", conduct.version())
		out.Header().Set("X-Colour", colour())
		out.Header().Set("X-Host", host())
		out.Header().Set("Content-Type", "text/plain")
		last := in.URL.Path[strings.LastIndex(in.URL.Path, "/")+1:]
		if answer, known := answers[last]; known {
			answer(conduct, out, in)
		} else {
			conduct.pause("slow")
			line(conduct, out, in)
		}
	})
}

var answers map[string]func(*conduct, http.ResponseWriter, *http.Request)

func init() {
	answers = map[string]func(*conduct, http.ResponseWriter, *http.Request){
		"health": health, "ready": health, "slow": slow, "stream": stream, "ws": webSocket, "behave": behave,
		"exit": exit, "hog": take, "secret": tellSecret, "env": tellVariable, "stat": stat, "fetch": fetch, "head": head,
	}
}

// "1.0.0 65536 blue host": the version, the bytes that came, the colour and the host's name.
func line(conduct *conduct, out http.ResponseWriter, in *http.Request) {
	size, err := io.Copy(io.Discard, in.Body)
	if err != nil {
		return
	}
	fmt.Fprintf(out, "%s %d %s %s\n", conduct.version(), size, colour(), host())
}

func host() string {
	name, _ := os.Hostname()
	return name
}

func health(conduct *conduct, out http.ResponseWriter, in *http.Request) {
	conduct.pause("slow-health")
	if !conduct.healthy() {
		out.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintln(out, "not healthy")
		return
	}
	line(conduct, out, in)
}

func slow(conduct *conduct, out http.ResponseWriter, in *http.Request) {
	time.Sleep(duration(in.FormValue("ms")))
	line(conduct, out, in)
}

// A piece each 50 ms.
func stream(conduct *conduct, out http.ResponseWriter, in *http.Request) {
	pieces := int(duration(in.FormValue("ms")) / (50 * time.Millisecond))
	if pieces < 1 {
		pieces = 1
	}
	for i := 0; i < pieces; i++ {
		fmt.Fprintf(out, "%s %d\n", conduct.version(), i)
		out.(http.Flusher).Flush()
		time.Sleep(50 * time.Millisecond)
	}
}

// POST /behave?flap=2&-unhealthy from now on.
func behave(conduct *conduct, out http.ResponseWriter, in *http.Request) {
	for _, word := range strings.Split(in.URL.RawQuery, "&") {
		if plain, err := url.QueryUnescape(word); err == nil && plain != "" {
			say("told to behave: %s", plain)
			conduct.set(plain)
		}
	}
	line(conduct, out, in)
}

func exit(conduct *conduct, out http.ResponseWriter, in *http.Request) {
	code, _ := strconv.Atoi(in.FormValue("code"))
	line(conduct, out, in)
	go func() {
		time.Sleep(50 * time.Millisecond)
		say("told to exit with %d", code)
		os.Exit(code)
	}()
}

func take(conduct *conduct, out http.ResponseWriter, in *http.Request) {
	megabytes, _ := strconv.Atoi(in.FormValue("mb"))
	go hog(megabytes)
	line(conduct, out, in)
}

func tellSecret(_ *conduct, out http.ResponseWriter, in *http.Request) {
	fmt.Fprintln(out, secret(in.FormValue("name")))
}

func tellVariable(_ *conduct, out http.ResponseWriter, in *http.Request) {
	fmt.Fprintln(out, os.Getenv(in.FormValue("name")))
}

func stat(conduct *conduct, out http.ResponseWriter, _ *http.Request) {
	out.Header().Set("Content-Type", "application/json")
	json.NewEncoder(out).Encode(map[string]any{
		"version": conduct.version(), "colour": colour(), "host": host(), "pid": os.Getpid(), "uid": os.Getuid(),
		"requests": atomic.LoadInt64(&requests), "open": atomic.LoadInt64(&open) - 1,
		"webSockets": atomic.LoadInt64(&sockets), "upMillis": time.Since(started).Milliseconds(),
	})
}

// Asks another service by the name that it has in this container.
func fetch(_ *conduct, out http.ResponseWriter, in *http.Request) {
	client := http.Client{Timeout: 5 * time.Second}
	answer, err := client.Get(in.FormValue("url"))
	if err != nil {
		http.Error(out, err.Error(), http.StatusBadGateway)
		return
	}
	defer answer.Body.Close()
	out.WriteHeader(answer.StatusCode)
	io.Copy(out, answer.Body)
}

func head(_ *conduct, out http.ResponseWriter, in *http.Request) {
	fmt.Fprintf(out, "%s %s %s\r\nHost: %s\r\n", in.Method, in.RequestURI, in.Proto, in.Host)
	in.Header.Write(out)
}
