package main

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// Takes the files of the folder QUEUE one after the other, each for WORK, and writes a line for each into the file TAKEN.
// Told to end, it finishes the one at hand. Without QUEUE it makes up its work.
func work() {
	conduct := conductFrom(os.Getenv("BEHAVE"))
	say("version %s, colour %s, worker", conduct.version(), colour())
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	takes := duration(variable("WORK", "100ms"))
	for count := 0; ; {
		select {
		case got := <-signals:
			say("%v: ends after %d jobs", got, count)
			if !conduct.is("ignore-term") {
				os.Exit(0)
			}
		case <-time.After(10 * time.Millisecond):
		}
		if job, found := next(count); found {
			time.Sleep(takes)
			done(job, conduct)
			count++
			say("worked on %s", job)
		}
	}
}

// Claims the next job: of two workers only one can rename the file.
func next(count int) (string, bool) {
	queue := os.Getenv("QUEUE")
	if queue == "" {
		return fmt.Sprint("job ", count), true
	}
	files, _ := filepath.Glob(filepath.Join(queue, "*.job"))
	for _, file := range files {
		if os.Rename(file, file+".taken-"+host()) == nil {
			return filepath.Base(file), true
		}
	}
	return "", false
}

func done(job string, conduct *conduct) {
	file, err := os.OpenFile(variable("TAKEN", "/dev/null"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		say("cannot write: %v", err)
		return
	}
	defer file.Close()
	fmt.Fprintf(file, "%s %s %s %s\n", job, conduct.version(), colour(), host())
}
