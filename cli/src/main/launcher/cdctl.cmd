@echo off
rem Starts cdctl.jar, which lies beside this file.
setlocal
if "%JAVA_HOME%"=="" (set "CDCTL_JAVA=java") else (set "CDCTL_JAVA=%JAVA_HOME%\bin\java")
"%CDCTL_JAVA%" -XX:TieredStopAtLevel=1 -XX:-UsePerfData %CDCTL_JAVA_OPTS% -jar "%~dp0cdctl.jar" %*
exit /b %ERRORLEVEL%
