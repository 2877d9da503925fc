# Starts the media server with Windows, as a scheduled task of the local service account. The
# executable is a console program, not a service of Windows' own kind, so `sc.exe create` cannot run
# it; a wrapper such as NSSM or WinSW can: nssm install mediamtx <folder>\mediamtx.exe.
#
# In a PowerShell run as administrator, with mediamtx.exe and mediamtx.yml in one folder:
#   .\windows.ps1 -Folder C:\mediamtx          install and start
#   .\windows.ps1 -Folder C:\mediamtx -Remove  stop and remove
param(
  [Parameter(Mandatory = $true)] [string] $Folder,
  [switch] $Remove
)
$ErrorActionPreference = 'Stop'

if ($Remove) {
  Stop-ScheduledTask -TaskName 'mediamtx'
  Unregister-ScheduledTask -TaskName 'mediamtx' -Confirm:$false
  return
}

$action = New-ScheduledTaskAction -WorkingDirectory $Folder `
  -Execute (Join-Path $Folder 'mediamtx.exe') -Argument 'mediamtx.yml'
$settings = New-ScheduledTaskSettingsSet -ExecutionTimeLimit ([TimeSpan]::Zero) `
  -RestartCount 999 -RestartInterval (New-TimeSpan -Minutes 1) `
  -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries
Register-ScheduledTask -TaskName 'mediamtx' -Action $action -Settings $settings `
  -Trigger (New-ScheduledTaskTrigger -AtStartup) -User 'NT AUTHORITY\LOCAL SERVICE'
Start-ScheduledTask -TaskName 'mediamtx'
