import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks a deployed service, before any user does, whether it is the release that was meant. */
public final class Verify {
    /** The arguments are the service's address and the version that must answer there. */
    public static void main(String[] args) throws Exception {
        URI url = URI.create(args[0]).resolve("/");
        HttpRequest request =
                HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(10)).build();
        HttpResponse<String> answer =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        String expected = "Hello from " + args[1] + " ";
        if (answer.statusCode() != 200 || !answer.body().startsWith(expected)) {
            System.err.println(url + " answered " + answer.statusCode() + ": " + answer.body());
            System.exit(1);
        }
        System.out.println(url + " is " + args[1]);
    }
}
