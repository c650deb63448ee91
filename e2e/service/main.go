// Service is what the tests deploy: a web service that says its version and its colour, and misbehaves when it is told to.
// README.md beside this file lists what it understands.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

var started = time.Now()

func main() {
	arguments := append(os.Args[1:], "serve")
	switch arguments[0] {
	case "serve":
		serve()
	case "health":
		ask("http://127.0.0.1:" + port() + "/health")
	case "fetch":
		ask(arguments[1])
	case "before":
		before(arguments[1:])
	case "worker":
		work()
	default:
		fmt.Println("unknown command:", arguments[0])
		os.Exit(2)
	}
}

func port() string { return variable("PORT", "8080") }

// The value of an environment variable, or what is usual.
func variable(name, usual string) string {
	if value, set := os.LookupEnv(name); set && value != "" {
		return value
	}
	return usual
}

func say(format string, values ...any) {
	fmt.Printf(time.Now().UTC().Format("15:04:05.000 ")+format+"\n", values...)
}

// Serves until it is told to end, then until every request has its answer, at most for DRAIN.
func serve() {
	told, _ := os.ReadFile(os.Getenv("BEHAVE_FILE"))
	conduct := conductFrom(os.Getenv("BEHAVE") + "," + string(told))
	say("version %s, colour %s, process %d", conduct.version(), colour(), os.Getpid())
	if code, told := conduct.number("exit"); told {
		say("told to exit with %d", code)
		os.Exit(code)
	}
	conduct.pause("slow-start")
	if size, told := conduct.number("hog"); told {
		go hog(size)
	}
	listener, err := net.Listen("tcp", variable("LISTEN", "")+":"+port())
	if err != nil {
		say("cannot listen: %v", err)
		os.Exit(1)
	}
	server := &http.Server{Handler: handler(conduct)}
	ended := make(chan int, 1)
	go func() { ended <- awaitEnd(server, conduct) }()
	say("listening at %s", listener.Addr())
	if err := server.Serve(listener); err != http.ErrServerClosed {
		say("cannot serve: %v", err)
		os.Exit(1)
	}
	code := <-ended
	say("ended after %s with %d", time.Since(started).Round(time.Millisecond), code)
	os.Exit(code)
}

// The exit status, when a signal came and all is answered.
func awaitEnd(server *http.Server, conduct *conduct) int {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	for got := range signals {
		if conduct.is("ignore-term") {
			say("%v: ignored", got)
			continue
		}
		limit, err := time.ParseDuration(variable("DRAIN", "30s"))
		if err != nil {
			limit = 30 * time.Second
		}
		say("%v: %d requests and %d WebSockets are open", got, atomic.LoadInt64(&open), atomic.LoadInt64(&sockets))
		until, cancel := context.WithTimeout(context.Background(), limit)
		defer cancel()
		if server.Shutdown(until) != nil {
			say("cut off %d requests", atomic.LoadInt64(&open))
			return 1
		}
		for atomic.LoadInt64(&sockets) > 0 && until.Err() == nil {
			time.Sleep(20 * time.Millisecond)
		}
		return 0
	}
	return 0
}

// Asks another service, or this one from its own health check: the body on stdout, 0 for a good answer.
func ask(url string) {
	client := http.Client{Timeout: 5 * time.Second}
	answer, err := client.Get(url)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	defer answer.Body.Close()
	io.Copy(os.Stdout, answer.Body)
	if answer.StatusCode != http.StatusOK {
		fmt.Println(answer.Status)
		os.Exit(1)
	}
}

// What is done once before a release goes live: says which secrets it sees, takes so many milliseconds, ends with a status.
func before(arguments []string) {
	for _, each := range os.Environ() {
		name, _, _ := strings.Cut(each, "=")
		if strings.HasSuffix(name, "_FILE") {
			fmt.Println("before:", secret(strings.TrimSuffix(name, "_FILE")))
		}
	}
	numbers := []int{0, 0}
	for i, each := range arguments {
		numbers[i], _ = strconv.Atoi(each)
	}
	time.Sleep(time.Duration(numbers[0]) * time.Millisecond)
	fmt.Println("before: version", variable("VERSION", "unknown"), "ends with", numbers[1])
	os.Exit(numbers[1])
}

// The length of a secret, of its file NAME_FILE or its variable NAME; never the secret.
func secret(name string) string {
	file := os.Getenv(name + "_FILE")
	if file == "" {
		return fmt.Sprintf("%s is a variable of %d bytes", name, len(os.Getenv(name)))
	}
	about, err := os.Stat(file)
	if err != nil {
		return fmt.Sprintf("%s cannot be read: %v", name, err)
	}
	bytes, err := os.ReadFile(file)
	if err != nil {
		return fmt.Sprintf("%s cannot be read: %v", name, err)
	}
	return fmt.Sprintf("%s is a file of %d bytes, mode %04o", name, len(bytes), about.Mode().Perm())
}

// Takes and keeps so many megabytes.
func hog(megabytes int) {
	say("taking %d MB", megabytes)
	for i := 0; i < megabytes; i++ {
		piece := make([]byte, 1<<20)
		for at := 0; at < len(piece); at += 4096 {
			piece[at] = 1
		}
		taken = append(taken, piece)
		time.Sleep(time.Millisecond)
	}
	say("took %d MB", megabytes)
}

var taken [][]byte
