package main

import (
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// How the service behaves: words, some with a value, from the variables BEHAVE and BEHAVE_FILE and from requests to /behave.
type conduct struct {
	lock  sync.Mutex
	words map[string]string
	asked int
}

func conductFrom(text string) *conduct {
	conduct := &conduct{words: map[string]string{}}
	for _, word := range strings.FieldsFunc(text, func(each rune) bool { return each == ',' || each == ' ' || each == '\n' }) {
		conduct.set(word)
	}
	return conduct
}

// Takes one word: "flap", "slow-start=3s", or "-flap" to have it no more.
func (c *conduct) set(word string) {
	c.lock.Lock()
	defer c.lock.Unlock()
	name, value, _ := strings.Cut(word, "=")
	if strings.HasPrefix(name, "-") {
		delete(c.words, name[1:])
	} else {
		c.words[name] = value
	}
}

func (c *conduct) value(name string) (string, bool) {
	c.lock.Lock()
	defer c.lock.Unlock()
	value, told := c.words[name]
	return value, told
}

func (c *conduct) is(name string) bool {
	_, told := c.value(name)
	return told
}

func (c *conduct) number(name string) (int, bool) {
	value, told := c.value(name)
	number, _ := strconv.Atoi(value)
	return number, told
}

func (c *conduct) pause(name string) {
	if value, told := c.value(name); told {
		time.Sleep(duration(value))
	}
}

func (c *conduct) version() string {
	if value, told := c.value("version"); told {
		return value
	}
	return variable("VERSION", "unknown")
}

func colour() string { return variable("CDCTL_COLOUR", variable("COLOUR", "none")) }

// Whether this health check is answered well; counts it.
func (c *conduct) healthy() bool {
	every, flaps := c.number("flap")
	c.lock.Lock()
	c.asked++
	asked := c.asked
	c.lock.Unlock()
	if c.is("unhealthy") {
		return false
	}
	if flaps {
		if every < 2 {
			every = 2
		}
		return asked%every != 0
	}
	if value, told := c.value("healthy-after"); told && time.Since(started) < duration(value) {
		return false
	}
	if value, told := c.value("sick-after"); told && time.Since(started) >= duration(value) {
		return false
	}
	if value, told := c.value("die-after-healthy"); told && asked == 1 {
		go dieIn(duration(value))
	}
	return true
}

func dieIn(pause time.Duration) {
	time.Sleep(pause)
	say("the shelf fell over")
	os.Exit(9)
}

// 500 is half a second; so is 500ms.
func duration(text string) time.Duration {
	if millis, err := strconv.Atoi(text); err == nil {
		return time.Duration(millis) * time.Millisecond
	}
	duration, err := time.ParseDuration(text)
	if err != nil {
		say("no duration: %s", text)
	}
	return duration
}
